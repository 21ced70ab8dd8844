"""The word goes out: each article to each network, exactly once; edits and corrections follow."""
