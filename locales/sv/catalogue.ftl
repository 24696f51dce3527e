catalogue-heading = { $count ->
    [0] Inga mätetal hittades
    [one] Ett mätetal
   *[other] { $count } mätetal
 }
catalogue-lede = Varje mätetal har en definition, en formel, fallgropar och ett motmätetal. Det som saknas står vid mätetalet.
catalogue-search = Sök mätetal
catalogue-find = Sök
catalogue-nothing = Inget mätetal har de här orden. Prova ett kortare ord eller ta bort avgränsningen.
