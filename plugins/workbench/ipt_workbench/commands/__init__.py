"""The commands of the workbench, each imported when it is called."""
