situation-heading = { $period }: { $count ->
    [0] kaikki niin kuin ennenkin
    [1] yksi asia ansaitsee huomion
    [2] kaksi asiaa ansaitsee huomion
    [3] kolme asiaa ansaitsee huomion
    [4] neljä asiaa ansaitsee huomion
    [5] viisi asiaa ansaitsee huomion
    [6] kuusi asiaa ansaitsee huomion
   *[other] { $count } asiaa ansaitsee huomion
 }
situation-heading-unjudged = { $period }: liian varhaista sanoa, mikä muuttuu
situation-heading-empty = Tilannekuva odottaa ensimmäisiä tietoja
situation-title = Tilannekuva
situation-findings = Huomion ansaitsevat asiat
situation-lede-others = { $count ->
    [0] Muita arvioitavia mittareita ei ole.
    [1] Yksi muu mittari heilahtelee niin kuin ennenkin.
   *[other] Muut { $count } mittaria heilahtelevat niin kuin ennenkin.
 }
situation-lede-all-quiet = { $count ->
    [1] Yksi mittari heilahtelee tavallisissa rajoissaan: muutokset eivät kaipaa selitystä.
   *[other] { $count } mittaria heilahtelee tavallisissa rajoissaan: muutokset eivät kaipaa selitystä.
 }
situation-lede-expected = Vääriä hälytyksiä tällä sivulla odotetaan { $number }.
situation-lede-fresh = Tiedot { $moment } asti.
situation-lede-unfinished = Kesken: { $period }.
situation-lede-not-enough = { $count ->
    [1] Yhdessä mittarissa on vielä liian vähän havaintoja.
   *[other] Liian vähän havaintoja: { $count } mittaria.
 }
situation-lede-empty = Tuo palvelun omat tiedot, niin tämä sivu kertoo, mikä on muuttunut ja mikä vain heilahtelee.
situation-start-heading = Näin pääset alkuun
situation-start-1 = Hae järjestelmästäsi yhteydenottojen tai palautteiden luettelo tiedostona (CSV, Excel, Parquet tai JSON).
situation-start-2 = Avaa tuonti ja valitse tiedosto. Luotsi tunnistaa sarakkeet ja näyttää ne ennen kuin mitään tallennetaan.
situation-start-3 = Palaa tälle sivulle. Ensimmäiset päätelmät saat, kun jaksoja on vähintään 12.
situation-start-import = Tuo ensimmäinen tiedosto
situation-start-help = Lue, mitä tietoja tarvitaan
situation-card-title = { $metric }: { $direction ->
    [up] taso nousi
    [rising] taso on noussut vähitellen
    [falling] taso on laskenut vähitellen
    [peak] poikkeuksellinen piikki
    [dip] poikkeuksellinen kuoppa
    [spread] vaihtelee enemmän kuin ennen
   *[down] taso laski
 }
situation-card-levels = { $course ->
    [drift] Taso { $before } → { $after } vähitellen { $since } alkaen{ $within }.
   *[step] Taso { $before } → { $after } { $since } alkaen{ $within }.
 }
situation-card-effect = Muutos { $effect } ({ $interval }).
situation-card-counter = Rinnalla: { $metric }: { $verdict }.
situation-card-conflict = Nämä kaksi mittaria vetävät eri suuntiin. Katso niitä yhdessä ennen kuin teet johtopäätöksiä.
situation-action-chart = Katso kaavio
situation-action-cause = Mistä muutos tulee
situation-action-counter = Vertaa mittareita
situation-show-all = Näytä myös muut mittarit
situation-show-fewer = Näytä vain tilannekuvan mittarit
situation-waiting = { $count ->
    [1] Yksi mittari odottaa tietoja
   *[other] { $count } mittaria odottaa tietoja
 }
situation-waiting-question = Nämä näkyvät, kun tiedot on tuotu
situation-problem = Osoitteen kohtaa ”{ $name }={ $value }” ei ymmärretty, joten se jätettiin pois. Kelpaa esimerkiksi: { $expected }.

verdict-no-change = Ei muutosta
verdict-signal = Signaali
verdict-up = taso nousi
verdict-down = taso laski
verdict-change = { $direction ->
    [up] Nousi { $size } { $since } alkaen
    [rising] Noussut vähitellen { $size } { $since } alkaen
    [falling] Laskenut vähitellen { $size } { $since } alkaen
    [peak] Hetkellisesti ylös { $size } { $since } alkaen
    [dip] Hetkellisesti alas { $size } { $since } alkaen
    [spread] Vaihtelee enemmän { $since } alkaen
   *[down] Laski { $size } { $since } alkaen
 }
verdict-duration-change = { $direction ->
    [up] Piteni { $size } { $since } alkaen
    [rising] Pidentynyt vähitellen { $size } { $since } alkaen
    [falling] Lyhentynyt vähitellen { $size } { $since } alkaen
    [peak] Hetkellisesti pidempi { $size } { $since } alkaen
    [dip] Hetkellisesti lyhyempi { $size } { $since } alkaen
    [spread] Vaihtelee enemmän { $since } alkaen
   *[down] Lyheni { $size } { $since } alkaen
 }
change-within = { $per ->
    [week] (joskus viikoilla { $first }–{ $last })
   *[other] (joskus välillä { $first } – { $last })
 }
change-within-vague = (alkamisaika epävarma)
verdict-improvement = parempaan suuntaan
verdict-concern = huonompaan suuntaan
verdict-neutral = suunta ei ole hyvä eikä huono
verdict-not-enough = Liian vähän havaintoja
verdict-need-periods = Kokonaisia jaksoja { $have }, tarvitaan { $need }.
verdict-need-records = Havaintoja jaksossa { $have }, tarvitaan { $need }. Kokeile pidempää jaksoa.
verdict-need-about = Puuttuu noin { $period ->
    [day] { $count ->
        [one] yksi päivä
       *[other] { $count } päivää
     }
    [month] { $count ->
        [one] yksi kuukausi
       *[other] { $count } kuukautta
     }
    [quarter] { $count ->
        [one] yksi neljännes
       *[other] { $count } neljännestä
     }
    [year] { $count ->
        [one] yksi vuosi
       *[other] { $count } vuotta
     }
   *[week] { $count ->
        [one] yksi viikko
       *[other] { $count } viikkoa
     }
 }.
verdict-no-data = Ei tietoja
verdict-no-data-kind = Tarvitaan tiedot: { $kind }.
verdict-no-data-column = Tarvitaan sarake: { $column } ({ $kind }).
verdict-preliminary = alustavat rajat
target-pass = Tavoitetaso { $target } täyttyy tällä menolla.
target-fail = Tavoitetaso { $target } ei täyty tällä menolla.
target-chance = Tavoitetaso { $target } täyttyy vaihtelevasti.
hidden-no-records = Jaksossa ei ole havaintoja.
hidden-nothing-to-divide = Jakaja on nolla: arvoa ei ole.
hidden-too-few = Piilotettu: havaintoja on { $have }, tarvitaan { $need }.
hidden-small-group = Piilotettu: ryhmä on liian pieni (vähintään { $need }).
hidden-few-people = Piilotettu: henkilöitä on liian vähän (vähintään { $need }).
hidden-complementary = Piilotettu, jotta pienempää ryhmää ei voi laskea erotuksena.
hidden-not-from-parts = Tätä lukua ei voi koota osista.
verdict-no-data-here = Tältä ajalta ja näillä rajauksilla ei ole tietueita.
situation-waiting-filtered = Näitä ei voi laskea näillä rajauksilla
verdict-signal-improvement = Signaali parempaan
verdict-signal-concern = Signaali huonompaan
