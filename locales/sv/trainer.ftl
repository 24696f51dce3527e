# Skulle du reagera? Påhittade diagram att lära sig läsa på.
trainer-title = Skulle du reagera?
trainer-begin = Börja en omgång med tio diagram
trainer-progress = Diagram { $chart } av { $charts } · rätt hittills: { $right }
trainer-round = Omgång { $round }
trainer-question = Varje punkt är en vecka. Skulle du reagera på det här diagrammet eller låta det vara?
trainer-answered = Diagrammet så som programmet läser det.
trainer-chart-sentence = Ett påhittat styrdiagram: { $metric }. Vad det visar berättas när du har svarat.
trainer-react = Reagera
trainer-leave = Låt vara
trainer-right-react = Rätt: det här förtjänar en reaktion.
trainer-right-leave = Rätt: det här är bäst att låta vara.
trainer-missed = Du skulle ha låtit det vara, men det här förtjänar en reaktion.
trainer-overreacted = Du skulle ha reagerat, men det här är bäst att låta vara.
trainer-fact-what = Vad det var
trainer-what-calm = Ingenting har förändrats: veckorna svänger kring samma nivå.
trainer-what-coloured = Ingenting har förändrats: slumpen ensam gjorde veckor som en vanlig regel färgar.
trainer-what-odd-week = En udda vecka, och sedan var allt som förut.
trainer-what-wave = Ingenting har förändrats: veckor intill varandra liknar varandra, och därför vandrar linjen upp och ner.
trainer-what-unfinished = Ingenting har förändrats: den sista veckan är inte slut, och dess ihåliga punkt gäller bara några dagar.
trainer-what-worse = Nivån blev sämre från en vecka till nästa och stannade där.
trainer-what-better = Nivån blev bättre och stannade där.
trainer-what-drift = Det blev sämre litet i taget: ingen enskild vecka ser udda ut.
trainer-what-lasting = En liten förändring till det sämre som har varat i månader.
trainer-fact-why = Varför
trainer-why-react = Nivån var { $before } och är sedan { $since } { $after }. Det är { $sigmas } gånger så mycket som en vanlig vecka svänger, och det syns i alla { $weeks } veckor tillsammans.
trainer-why-leave = Tillsammans ligger de senaste veckorna inte längre från nivån före än veckor gör av en slump.
trainer-why-odd-week = En vecka är ingen nivå. Veckorna efter den ligger där de brukade.
trainer-why-unfinished = Några dagar svänger mycket mer än en hel vecka. De hela veckorna ligger där de brukade.
trainer-fact-chance = Hur ofta slumpen gör så här
trainer-chance-react = Om ingenting hade förändrats skulle ungefär ett diagram av { $one-in } se så tydligt ut.
trainer-chance-rare = Om ingenting hade förändrats skulle färre än ett diagram av { $one-in } se så tydligt ut.
trainer-chance-coloured = Ofta: av diagram där ingenting har förändrats färgar vanliga regler minst en punkt på { $share }.
trainer-chance-calm = Av diagram där ingenting har förändrats är { $share } helt utan färgad punkt. Det här är ett av dem.
trainer-fact-rules = Vad en vanlig regel skulle ha färgat
trainer-rules-none = Ingenting.
trainer-rules-some = { $count ->
    [one] En punkt: { $rules }.
   *[other] { $count } punkter: { $rules }.
 }
trainer-fact-do = Vad du ska göra
trainer-do-leave = Ingenting. Den som måste förklara en slumpmässig svängning hittar på en förklaring, och verksamheten ändras i onödan.
trainer-do-odd-week = Fråga vad som hände den veckan och skriv in det på tidslinjen. Ändra inte arbetssättet på grund av det.
trainer-do-unfinished = Vänta tills veckan är slut.
trainer-do-worse = Se var förändringen finns, öppna fall från tiden efter den, tala med teamet och besluta.
trainer-do-better = Ta reda på vad som gjordes och behåll det. Goda nyheter som ingen undersöker varar inte.
trainer-next = Nästa diagram
trainer-finish = Se hur omgången gick
trainer-result-heading = { $right } av { $charts } rätt
trainer-result-all = Du lät det vara som bara svängde och såg varje förändring.
trainer-result-overreacted = { $count ->
    [one] Du reagerade på ett diagram som var bäst att låta vara. En reaktion på en svängning kostar arbete och gör folk oroliga.
   *[other] Du reagerade på { $count } diagram som var bäst att låta vara. En reaktion på en svängning kostar arbete och gör folk oroliga.
 }
trainer-result-missed = { $count ->
    [one] Du lät ett diagram vara som förtjänade en reaktion. Också en förändring till det bättre är en sådan.
   *[other] Du lät { $count } diagram vara som förtjänade en reaktion. Också en förändring till det bättre är en sådan.
 }
trainer-column-chart = Diagram
trainer-column-you = Du
trainer-column-program = Programmet
trainer-column-right = Rätt?
trainer-chart-number = { $number }. { $metric }
trainer-again = En ny omgång
trainer-more = Mätning och osäkerhet
trainer-link = Sidans adress ger omgång { $round } med samma diagram också åt en kollega.
trainer-none = Arbetsytans katalog har inget av de mätetal som diagrammen görs av.
trainer-keyboard = Tangenter: 1 reagerar, 2 låter vara, n går vidare.
