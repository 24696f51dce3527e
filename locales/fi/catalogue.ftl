catalogue-heading = { $count ->
    [0] Mittareita ei löytynyt
    [one] Yksi mittari
   *[other] { $count } mittaria
 }
catalogue-lede = Jokaisella mittarilla on määritelmä, laskukaava, sudenkuopat ja vastamittari. Puuttuva tieto kerrotaan mittarin kohdalla.
catalogue-search = Etsi mittaria
catalogue-find = Etsi
catalogue-nothing = Millään mittarilla ei ole näitä sanoja. Kokeile lyhyempää sanaa tai poista rajaus.
