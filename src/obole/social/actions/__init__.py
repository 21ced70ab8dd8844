"""What queues, sends, reconciles and follows deliveries; what connects channels."""
