brief-text = Tekstinä
brief-print = Tulosta tämä sivu selaimesta: se mahtuu yhdelle A4-arkille.
brief-chart = Kaavio
brief-made = Luotsi · tehty { $when }
