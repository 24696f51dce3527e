# Signaalit: mikä ansaitsee toimenpiteen.
signals-sentence = { $place }: { $metric }. { $levels } { $effect } { $towards }.
signals-target = { $place }: { $metric }. Tavoite on { $target }, mutta taso { $since } lähtien on { $level }: nykymenolla todennäköisyys, että jakso täyttää tavoitteen, on { $chance }.
signals-people = { $place }: lähteneitä { $since } alkaen: { $left }. Entiseen tahtiin heitä olisi { $usual }.
signals-less-than = alle { $number }
signals-still-met = Tavoite { $target } täyttyy vielä: taso on hyvä, mutta suunta väärä.
signals-also = Samalla muuttui myös: { $metrics }.
signals-none = Mikään ei ansaitse toimenpidettä. Tarkastettuja sarjoja { $watched }.
signals-summary = Tarkastettuja sarjoja { $watched }, signaaleja { $count }. Niistä väärien odotettu määrä on { $expected }.
signals-left-out = Ulottuvuuksia, joilla on liian monta arvoa tarkastettavaksi osina: { $dimensions }.
signals-column-since = Alkaen
signals-column-place = Missä
signals-column-before = Ennen
signals-column-after = Nyt
signals-column-effect = Muutos
signals-column-q = q
signals-column-sentence = Signaali
