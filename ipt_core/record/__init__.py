"""What happened in a course: its events, the facts they hold, its sessions, and who is locked."""
