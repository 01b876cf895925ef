"""What is written before a course begins: exercises, areas, measures, programmes, and the library of them all."""
