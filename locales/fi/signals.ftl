# Signaalit: mikä ansaitsee toimenpiteen.
signals-sentence = { $place }: { $metric }. { $levels } { $effect } { $towards }.
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
