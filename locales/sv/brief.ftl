brief-text = Som text
brief-print = Skriv ut sidan i webbläsaren: den ryms på ett A4-ark.
brief-chart = Diagram
brief-made = Luotsi · gjort { $when }
