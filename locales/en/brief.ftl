brief-text = As text
brief-print = Print this page from the browser: it fits one A4 sheet.
brief-chart = Chart
brief-made = Luotsi · made { $when }
