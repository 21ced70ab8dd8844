"""What every app stands on: facts and tasks, the clock, files, pictures, outbound HTTP."""
