"""Claims: what sentences say of towns in a war that never was, and what they must not be read to say."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline.claims import read_claims
from frontline.dates import find_dates
from frontline.errors import DocumentError
from frontline.model import CLAIM_COLUMNS, Document
from toyworld import PUBLISHED, locate, present, read, theatre, vocabulary

A, B, C, D, E, F, G = "Alton", "Belford", "Carrow", "Denby", "Elmere", "Fenwick", "Garth"
AIRPORT = "Alton airport"
RED, BLUE, GREEN, X, NOBODY = "red", "blue", "green", "contested", "none"

#: A sentence, and the (place, controller) of every present claim that must come of it.
TOLD = [
    ("Carrow fell to the rebels in a matter of hours.", {(C, BLUE)}),
    ("By Tuesday the retreating army held Carrow.", {(C, RED)}),
    ("The attackers came within ten kilometres of Alton.", {(A, RED)}),
    ("Rebel columns have halted near Alton.", {(A, RED)}),
    ("The rebels stopped short of Alton.", {(A, RED)}),
    ("Rebels took Carrow. On Thursday they were at the gates of Alton.", {(A, RED), (C, BLUE)}),
    ("Aid groups wrote of the rebels at the gates of Alton.", {(A, RED)}),
    ("The rebels who took Carrow on Tuesday are at the edge of Alton.", {(A, RED), (C, BLUE)}),
    ("Rebels say that they have begun to encircle Alton.", {(A, RED)}),
    ("He is with the rebels in Carrow, a town south of Alton that they took on Tuesday.", {(C, BLUE)}),
    ("They combed Denby, a village on the road to Alton which the rebels captured last night.", {(D, BLUE)}),
    ("The rebels are in the centre of Alton.", {(A, BLUE)}),
    ("The rebels left Carrow and army units, coming from Alton, moved in.", {(C, RED)}),
    ("Alton. Rebels are on the edge of the city.", {(A, RED)}),
    ("The rebels stormed into the suburbs of Alton.", {(A, X)}),
    (
        "Rebels captured Carrow on Thursday. State media said that units had redeployed outside the town.",
        {(C, BLUE)},
    ),
    ("Rebels took control of most of the centre of Alton.", {(A, BLUE)}),
    ("The centre of Alton is in rebel hands.", {(A, BLUE)}),
    ("Rebels hold all quarters of Alton.", {(A, BLUE)}),
    ("Most of Alton's districts were taken by the rebels.", {(A, BLUE)}),
    ("Rebels took most of the northern quarters of Alton.", {(A, X)}),
    ("Rebels reached the centre of Alton.", {(A, X)}),
    ("Rebels stormed Alton airport.", {(AIRPORT, BLUE)}),
    ("Alton airport stormed by rebels", {(AIRPORT, BLUE)}),
    ("The rebels are inside Alton airport.", {(AIRPORT, BLUE)}),
    ("Rebels took Carrow. It has not been easy.", {(C, BLUE)}),
    ("Rebels took Carrow; it has not, they say, been easy.", {(C, BLUE)}),
    ("Correction. The rebels took Carrow on Tuesday.", {(C, BLUE)}),
    # who stands in a town's streets, or is let into it, has it
    ("In Carrow rebels were in the main square by noon.", {(C, BLUE)}),
    ("Carrow: the rebels are in the centre, the market, the mill.", {(C, BLUE)}),
    ("In Alton, soldiers of the army are still at the checkpoint on the coast road.", {(A, RED)}),
    ("Government soldiers are at every junction in Alton.", {(A, RED)}),
    ("In Carrow, rebels are not in the main square.", set()),
    ("Carrow has let the rebels in.", {(C, BLUE)}),
    ("The town of Carrow opened its gates to the rebels on Monday.", {(C, BLUE)}),
    ("Carrow opened its gates to pilgrims on Monday.", set()),
    ("Rebels were let into Carrow by its elders.", {(C, BLUE)}),
    # "went" without a word of where
    ("Rebels took Denby. Carrow went at about three.", {(C, BLUE), (D, BLUE)}),
    ("Rebels took Denby. When Carrow went, the road lay open.", {(C, BLUE), (D, BLUE)}),
    ("Rebels took Denby. Carrow went quiet.", {(D, BLUE)}),
    ("Rebels took Denby. The bus to Carrow went at noon.", {(D, BLUE)}),
    # lists of what was only counted
    ("Rebels seized 30 villages on Friday. These include Elmere and Fenwick.", {(E, BLUE), (F, BLUE)}),
    (
        "Nine villages were taken by the rebels. On the 13th: Elmere. On the 14th: Garth.",
        {(E, BLUE), (G, BLUE)},
    ),
    ("Rebels attacked nine villages on Friday. These include Elmere and Fenwick.", set()),
    # ground along which towns lie
    ("The Greens govern a belt around Garth and Elmere.", {(E, GREEN), (G, GREEN)}),
    ("The rebels hold the frontier from Garth to Elmere.", {(E, BLUE), (G, BLUE)}),
    ("The rebels hold the road from Garth to Elmere.", set()),
    # a side beside a place, where more is told of it
    ("Alton city: government, reinforced by two convoys", {(A, RED)}),
    ("Garth: Greens as well; tribesmen in the outskirts.", {(G, GREEN)}),
    ("Garth: Greens, army trade accusations", set()),
    ("REBELS AND ALLIES (green): Carrow, Denby, Elmere.", {(C, BLUE), (D, BLUE), (E, BLUE)}),
    # inside, and beside
    ("Fighting south of Carrow continued.", {(C, RED)}),
    ("The army kept the rebels out of Alton.", {(A, RED)}),
    ("Government forces are dug in north of Alton.", {(A, RED)}),
    ("The two sides were shooting at each other in Carrow.", {(C, X)}),
    ("Control of Carrow changed twice during the day.", {(C, X)}),
    ("And Carrow? The rebels have it.", {(C, BLUE)}),
    # who takes the seat of power has the town, and an opened prison is lost
    ("Rebels took over the main police station and the prison in Carrow.", {(C, BLUE)}),
    ("In Carrow, rebels seized the headquarters of the police.", {(C, BLUE)}),
    ("Rebels took the mill in Carrow.", set()),
    # the sentences of a paragraph that a place's name opens
    ("Elmere: A mill village, known for cheese. Held by the Greens; quiet.", {(E, GREEN)}),
    ("The rebels advanced without meeting resistance and took Carrow.", {(C, BLUE)}),
    ("The rebels left without entering Carrow.", set()),
    ("Rebels took Denby. Carrow declares itself free.", {(C, BLUE), (D, BLUE)}),
    (
        "Rebels took Denby. Elmere and Carrow, both free since Monday, were quiet.",
        {(C, BLUE), (D, BLUE), (E, BLUE)},
    ),
    ("Army reinforcements arrived in Alton.", {(A, RED)}),
    ("Rebel reinforcements arrived in Alton.", set()),
    # absence
    ("Rebels took Denby. There are no rebels in Alton.", {(D, BLUE)}),
    ("Rebels took Denby. There were no soldiers in Carrow.", {(C, BLUE), (D, BLUE)}),
    ("Rebels took Denby. Carrow: army gone", {(C, BLUE), (D, BLUE)}),
    ("Rebels took Denby. Carrow was empty of troops.", {(C, BLUE), (D, BLUE)}),
    ("Army out of Carrow", {(C, NOBODY)}),
    # soldiers without a side leave what is theirs
    ("Rebels took Denby. Soldiers abandoned Carrow.", {(C, BLUE), (D, BLUE)}),
    ("Troops withdrew from Carrow.", {(C, NOBODY)}),
    ("Elmere → rebels", {(E, BLUE)}),
    ("The army's leaving Carrow.", {(C, NOBODY)}),
    ("The army has lost its foothold at Carrow to the Greens.", {(C, GREEN)}),
    ("The rebels took eighty percent of Carrow.", {(C, BLUE)}),
    ("Carrow becomes second major town to fall to rebels in a week", {(C, BLUE)}),
    ("Rebels took Denby. Aid reached newly captured Alton.", {(A, BLUE), (D, BLUE)}),
    ("Rebels took Denby. In the recently seized town of Alton, shops were open.", {(A, BLUE), (D, BLUE)}),
    ("In Carrow, now run by the rebels, shops were open.", {(C, BLUE)}),
    ("Rebels declare Carrow free", {(C, BLUE)}),
    ("The rebels declared the town of Carrow free of the army.", {(C, BLUE)}),
    ("Rebels raised the rebel flag over Carrow.", {(C, BLUE)}),
    ("The rebels took most of Carrow as the army fled; by Thursday they held all of it.", {(C, BLUE)}),
    ("Rebels captured Alton on Thursday.", {(A, BLUE)}),
    ("Rebels seize Alton, army says.", {(A, BLUE)}),
    ("Rebels capture key city of Alton in lightning advance", {(A, BLUE)}),
    ("Alton falls to rebels", {(A, BLUE)}),
    ("The strategic town of Carrow fell to the rebels overnight.", {(C, BLUE)}),
    ("Carrow has fallen into rebel hands, residents said.", {(C, BLUE)}),
    (
        "Insurgents have taken control of Carrow, Denby and the village of Elmere.",
        {(C, BLUE), (D, BLUE), (E, BLUE)},
    ),
    ("The insurgents entered Alton without a fight.", {(A, BLUE)}),
    ("The army has lost Carrow to the rebels.", {(C, BLUE)}),
    ("Government forces retook Denby from the rebels.", {(D, RED)}),
    ("Government forces repelled a rebel attack on Denby.", {(D, RED)}),
    ("The army pushed the rebels back from Denby.", {(D, RED)}),
    ("Rebel fighters drove the army out of Elmere.", {(E, BLUE)}),
    ("Alton remains under government control.", {(A, RED)}),
    ("Alton is still in government hands.", {(A, RED)}),
    ("Alton, still in government hands, was quiet.", {(A, RED)}),
    ("Alton was captured by the rebels on Tuesday.", {(A, BLUE)}),
    ("Alton, captured by the rebels on Tuesday, was quiet.", {(A, BLUE)}),
    ("Alton, which the rebels captured on Tuesday, was quiet.", {(A, BLUE)}),
    ("Alton, which was captured by rebels last week, saw celebrations.", {(A, BLUE)}),
    ("Air strikes hit rebel-held Carrow.", {(C, BLUE)}),
    ("The capture of Carrow by the rebels opens the way to Alton.", {(C, BLUE)}),
    ("The rebels' capture of Carrow stunned the army.", {(C, BLUE)}),
    ("Clashes between the army and rebels continued in Carrow.", {(C, X)}),
    ("Fierce fighting was under way inside Alton on Thursday.", {(A, X)}),
    ("Fighting raged north of Alton.", {(A, RED)}),
    ("Rebels are at the gates of Alton.", {(A, RED)}),
    ("Rebels reached the outskirts of Alton on Wednesday.", {(A, RED)}),
    ("Rebels advanced to within 5 km of Alton.", {(A, RED)}),
    ("The rebels have encircled Alton from three sides.", {(A, RED)}),
    ("Alton is under siege by the rebels.", {(A, RED)}),
    ("The army handed Denby over to the Green League.", {(D, GREEN)}),
    ("Denby was handed over to the Greens.", {(D, GREEN)}),
    ("Rebels now control most of Alton.", {(A, BLUE)}),
    ("Rebels control parts of Alton.", {(A, X)}),
    ("Rebels seized half of Alton.", {(A, X)}),
    ("The rebels captured Carrow. They then took Denby and Elmere.", {(C, BLUE), (D, BLUE), (E, BLUE)}),
    ("Rebels captured Carrow and Denby. Both towns had been held by the army.", {(C, BLUE), (D, BLUE)}),
    ("Rebels have seized several villages, including Elmere and Fenwick.", {(E, BLUE), (F, BLUE)}),
    ("Rebels took Carrow while the army recaptured Denby.", {(C, BLUE), (D, RED)}),
    ("The army abandoned Elmere and Fenwick.", {(E, NOBODY), (F, NOBODY)}),
    ("Government troops have pulled out of Elmere.", {(E, NOBODY)}),
    ("Insurgents said they had captured Denby.", {(D, BLUE)}),
    ('"We have liberated Denby," a rebel commander said.', {(D, BLUE)}),
    ("After seizing Carrow, the rebels advanced towards Alton.", {(A, RED), (C, BLUE)}),
    ("Rebels advanced on Alton after capturing Carrow a day earlier.", {(A, RED), (C, BLUE)}),
    ("State radio said the army had regained control of Denby.", {(D, RED)}),
    ("The army is in full control of Alton.", {(A, RED)}),
    ("The city of Alton is under the full control of the Blue Front.", {(A, BLUE)}),
    ("Carrow came under rebel control on Monday.", {(C, BLUE)}),
    ("Rebels raised their flag over Carrow.", {(C, BLUE)}),
    ("Rebels stormed Alton from two sides and fighting is continuing inside the city.", {(A, X)}),
    ("The rebels captured all of Alton.", {(A, BLUE)}),
    ("The rebels overran Carrow, forcing the army to withdraw from Denby.", {(C, BLUE), (D, BLUE)}),
    ("Rebels took over Carrow as government forces fled.", {(C, BLUE)}),
    ("The fall of Carrow to the rebels came as a surprise.", {(C, BLUE)}),
    ("Rebels seize Carrow, a dozen villages in surprise Alton attack", {(C, BLUE)}),
    ("Government control over Denby was restored on Wednesday.", {(D, RED)}),
    ("The Greens, backed by foreign planes, took Elmere from the rebels.", {(E, GREEN)}),
    ("Rebels, who already hold Carrow, captured Denby.", {(C, BLUE), (D, BLUE)}),
    ("Denby and Elmere are now in the hands of the rebels.", {(D, BLUE), (E, BLUE)}),
    ("The rebels made gains, seizing Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    ("Rebel forces have entered parts of Alton.", {(A, X)}),
    ("Rebels broke into Alton on Thursday.", {(A, X)}),
    ("Alton has been recaptured by the army.", {(A, RED)}),
    ("The rebels captured Carrow, about 10 km north of Alton, on Wednesday.", {(C, BLUE)}),
    ("The rebels captured Carrow, 10 km from the city of Alton.", {(C, BLUE)}),
    ("In Denby, government troops surrendered and the rebels took over the town.", {(D, BLUE)}),
    (
        "Rebels took the town of Carrow and the nearby village of Elmere, the Watch reported.",
        {(C, BLUE), (E, BLUE)},
    ),
    ("Government forces have tightened their grip on Denby.", {(D, RED)}),
    ("Army units are deployed in Denby.", {(D, RED)}),
    ("The rebels have wrested control of Carrow from the army.", {(C, BLUE)}),
    ("The army confirmed the loss of Carrow.", {(C, NOBODY)}),
    ("The army admitted that it had withdrawn from Carrow.", {(C, NOBODY)}),
    ("Alton is now surrounded on three sides.", {(A, RED)}),
    ("The government still holds Alton and Belford.", {(A, RED), (B, RED)}),
    ("Alton, Belford and Denby remain in government hands.", {(A, RED), (B, RED), (D, RED)}),
    ("Rebel commander Hugo Stark said his fighters had entered Denby.", {(D, BLUE)}),
    ("Rebels capture Carrow, advance on Alton", {(A, RED), (C, BLUE)}),
    ("Rebels have captured Alton, the Watch says", {(A, BLUE)}),
    ("BREAKING: Rebels take full control of Alton", {(A, BLUE)}),
    ("The Blues took Elmere at dawn and Fenwick at noon.", {(E, BLUE), (F, BLUE)}),
    ("The rebels completed their takeover of Carrow.", {(C, BLUE)}),
    ("Rebels take over Alton airport", {(AIRPORT, BLUE)}),
    ("The rebels seized Alton airport after clashes with the army.", {(AIRPORT, BLUE)}),
    ("Following the rebels' seizure of Carrow, the army regrouped in Denby.", {(C, BLUE), (D, RED)}),
    ("Rebels are fighting the army in the streets of Alton.", {(A, X)}),
    ("Street fighting broke out in Alton's eastern districts.", {(A, X)}),
    ("The rebels hold the eastern half of Alton.", {(A, X)}),
    ("Denby is in the hands of the rebels and Elmere in those of the army.", {(D, BLUE)}),
    ("The Reds have been driven out of Carrow by the Blues.", {(C, BLUE)}),
    ("Forces of the Blue Front liberated Elmere.", {(E, BLUE)}),
    ("Fighters from the Blue Front are now in control of Elmere.", {(E, BLUE)}),
    ("The rebels' advance has brought them to the edge of Alton.", {(A, RED)}),
    ("Rebels close in on Alton", {(A, RED)}),
    ("Rebels inch closer to Alton", {(A, RED)}),
    ("The rebels were within five kilometres of Alton on Thursday.", {(A, RED)}),
    ("The rebels are now just 5km from Alton.", {(A, RED)}),
    ("Rebels stood on the doorstep of Alton.", {(A, RED)}),
    ("Heavy fighting on the outskirts of Alton", {(A, RED)}),
    ("The army foiled the rebels' attempt to enter Denby.", {(D, RED)}),
    ("The army repulsed assaults on Denby and Elmere.", {(D, RED), (E, RED)}),
    ("An attack on Denby was repelled by the army.", {(D, RED)}),
    ("Government troops are holding out in Denby.", {(D, RED)}),
    ("Insurgents have been in control of Carrow since Monday.", {(C, BLUE)}),
    ("Carrow has been under rebel control since 2028.", {(C, BLUE)}),
    ("The rebels, who have held Carrow for years, shelled Denby.", {(C, BLUE)}),
    ("Rebels say they've captured Denby", {(D, BLUE)}),
    (
        "On 10 May, Blue Front fighters captured Carrow and Denby after the army collapsed.",
        {(C, BLUE), (D, BLUE)},
    ),
    ("By 12 May 2031, the rebels had captured most of Alton.", {(A, BLUE)}),
    (
        "By Wednesday evening, insurgents had seized Carrow, Denby, and the strategic village of Elmere in the north.",
        {(C, BLUE), (D, BLUE), (E, BLUE)},
    ),
    ("Rebels, Islamists allied with them and local fighters captured Carrow.", {(C, BLUE)}),
    (
        "Rebel forces entered the city of Alton on Thursday after the army announced its withdrawal.",
        {(A, BLUE)},
    ),
    ("The army said it was withdrawing from Alton to preserve civilian lives.", {(A, NOBODY)}),
    ("The army said Thursday it had redeployed its forces outside Alton.", {(A, NOBODY)}),
    ("The army has withdrawn its troops from Carrow and Denby, the Watch said.", {(C, NOBODY), (D, NOBODY)}),
    ("Hours after the army left Carrow, rebels rolled into the town.", {(C, BLUE)}),
    (
        "The rebels have now taken Alton, Belford and the town of Carrow in just over a week.",
        {(A, BLUE), (B, BLUE), (C, BLUE)},
    ),
    (
        "Rebels, who seized Alton last week in a surprise assault, are now closing in on Belford.",
        {(A, BLUE), (B, RED)},
    ),
    ("Insurgents who captured Alton are marching on Belford, the third-largest city.", {(A, BLUE), (B, RED)}),
    (
        "The insurgents' capture of Alton, the country's second-largest city, was a blow to the government.",
        {(A, BLUE)},
    ),
    ("It was the first time since 2028 that rebels had entered Alton.", {(A, BLUE)}),
    ("Rebels captured Alton on Tuesday after a siege like that of 2028.", {(A, BLUE)}),
    ("Rebels have captured Alton after their defeat there in 2028.", {(A, BLUE)}),
    ("Rebels captured Alton again after its loss in 2028.", {(A, BLUE)}),
    ("For the first time in years, rebels are in control of Alton.", {(A, BLUE)}),
    ("The loss of Alton is a major blow for the army.", {(A, NOBODY)}),
    ("The army's loss of Carrow to the rebels cut the road.", {(C, BLUE)}),
    (
        "Government forces have lost control of Carrow, Denby and Elmere.",
        {(C, NOBODY), (D, NOBODY), (E, NOBODY)},
    ),
    ("Rebels controlled Carrow by Thursday, residents told the agency.", {(C, BLUE)}),
    ("The town of Carrow is now fully under rebel control, according to the Watch.", {(C, BLUE)}),
    ("The Watch confirmed that the rebels had taken over Carrow.", {(C, BLUE)}),
    (
        "A resident of Denby said by phone that rebel fighters were in the town and the army was gone.",
        {(D, BLUE)},
    ),
    ("Army reinforcements arrived in Belford, which is still held by the government.", {(B, RED)}),
    ("Troops were seen leaving Carrow as rebels advanced.", set()),
    ("Rebels captured Carrow on Monday but lost it a day later.", {(C, BLUE), (C, RED)}),
    ("The army recaptured Carrow hours after losing it to the rebels.", {(C, RED)}),
    ("Carrow was briefly captured by the rebels before the army retook it.", {(C, BLUE), (C, RED)}),
    ("Rebels have surrounded Belford, cutting it off from the north.", {(B, RED)}),
    ("Rebels lay siege to Belford", {(B, RED)}),
    ("A rebel attack on Denby failed.", {(D, RED)}),
    ("Rebels and army clash near Alton", {(A, RED)}),
    ("Fighting between the army and the rebels reached the outskirts of Alton.", {(A, RED)}),
    ("Rebels on outskirts of Alton", {(A, RED)}),
    ("Rebels at gates of Alton as army digs in", {(A, RED)}),
    ("Rebels were less than 10 kilometres north of Alton on Thursday, the Watch said.", {(A, RED)}),
    ("The rebels pushed to within a few kilometres of Belford.", {(B, RED)}),
    ("The frontline is now 4 km from Belford.", set()),
    ("Green fighters took over Garth after the army pulled out.", {(G, GREEN)}),
    (
        "The Green League said its forces had entered Garth and Fenwick to fill the vacuum left by the army.",
        {(F, GREEN), (G, GREEN)},
    ),
    ("The army ceded Garth to the Greens.", {(G, GREEN)}),
    ("Red forces are in Denby.", {(D, RED)}),
    ("Denby is held by the army.", {(D, RED)}),
    ("Rebel-controlled Carrow was bombed.", {(C, BLUE)}),
    ("The army retains control of Belford and Denby.", {(B, RED), (D, RED)}),
    ("The government has kept control of Belford.", {(B, RED)}),
    ("Belford remained firmly in government hands on Thursday.", {(B, RED)}),
    ("Belford is still under the control of the government, the interior ministry said.", {(B, RED)}),
    ("The insurgents announced the liberation of Carrow.", {(C, BLUE)}),
    (
        "The Blue Front announced that it had fully liberated the town of Carrow and the villages of Elmere, Fenwick and Garth.",
        {(C, BLUE), (E, BLUE), (F, BLUE), (G, BLUE)},
    ),
    ("Our fighters took Denby today.", set()),
    ("Rebels storm Alton; army retreats to Belford", {(A, X)}),
    ("Rebels sweep into Alton", {(A, BLUE)}),
    ("Alton in rebel hands", {(A, BLUE)}),
    ("Alton under rebel control: Watch", {(A, BLUE)}),
    ("Army pulls out of Carrow", {(C, NOBODY)}),
    ("Army retakes Denby, villages", {(D, RED)}),
    ("Army repels attack on Denby", {(D, RED)}),
    ("How rebels took Alton in three days", {(A, BLUE)}),
    ("Rebels took Alton. What happens next?", {(A, BLUE)}),
    (
        "Was able the rebels to control on the town of Carrow after violent clashes with the army.",
        {(C, BLUE)},
    ),
    ("The rebels were able to take control of the towns Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    ("The rebels managed to enter Carrow.", {(C, BLUE)}),
    ("The factions of the Blue Front imposed their control on Carrow and on Denby.", {(C, BLUE), (D, BLUE)}),
    ("After the rebels had controlled Carrow, they headed for Denby.", {(C, BLUE), (D, RED)}),
    ("Rebels who already control Carrow are now fighting for Denby.", {(C, BLUE), (D, X)}),
    ("- Carrow: captured by rebels", {(C, BLUE)}),
    ("- Carrow captured by the Blue Front (12 May)", {(C, BLUE)}),
    ("Carrow (rebel-held) was hit.", {(C, BLUE)}),
    ("The rebels hold Carrow; the army holds Denby.", {(C, BLUE), (D, RED)}),
    (
        "Carrow is held by the rebels, while Denby and Elmere are held by the army.",
        {(C, BLUE), (D, RED), (E, RED)},
    ),
    (
        "Elmere, Fenwick and Garth were all captured on Thursday by the Blue Front, the Watch said.",
        {(E, BLUE), (F, BLUE), (G, BLUE)},
    ),
    ("Among the towns captured by the rebels are Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    ("The rebels captured 12 villages, among them Elmere and Fenwick.", {(E, BLUE), (F, BLUE)}),
    ("The villages taken by rebels include Elmere and Fenwick.", {(E, BLUE), (F, BLUE)}),
    ("Rebel gains included Carrow and Denby.", set()),
    ("Alton airport was taken over by the Greens after the army withdrew from it.", {(AIRPORT, GREEN)}),
    ("The army, backed by planes, regained full control over Denby on Wednesday night.", {(D, RED)}),
    ("Rebels ousted the army from Carrow.", {(C, BLUE)}),
    ("Soldiers fled Carrow as the rebels entered.", {(C, BLUE)}),
    ("The rebels swept through Carrow and Denby on their way to Alton.", {(C, BLUE), (D, BLUE)}),
    ("The rebels pressed on towards Belford on Thursday, a day after taking Alton.", {(A, BLUE), (B, RED)}),
    ("With Alton in rebel hands, the road to Belford lies open.", {(A, BLUE)}),
    ("With the capture of Alton, the rebels control the north.", {(A, BLUE)}),
    ("Having taken Alton, the rebels turned to Belford.", {(A, BLUE)}),
    ("Rebel fighters on Thursday captured the central city of Alton, a major victory.", {(A, BLUE)}),
    ("Rebel fighters late Thursday seized Alton.", {(A, BLUE)}),
    ("Rebels seized the city of Alton, Northshire's capital.", {(A, BLUE)}),
    ("The city of Alton has been in rebel hands for a week.", {(A, BLUE)}),
    ("Rebels have been holding Alton since Saturday.", {(A, BLUE)}),
    ("The rebels now hold all of Alton except the airport.", {(A, BLUE)}),
    ("The rebels gained full control of Alton, with the exception of two districts.", {(A, BLUE)}),
    ("Rebels overrun army base at Denby", set()),
    ("Towns captured by the rebels on Friday: Carrow, Denby, Elmere.", {(C, BLUE), (D, BLUE), (E, BLUE)}),
    ("Under rebel control: Carrow, Denby.", {(C, BLUE), (D, BLUE)}),
    ("Rebel-held: Carrow, Denby", {(C, BLUE), (D, BLUE)}),
    ("Towns under rebel control: Carrow, Denby and Garth.", {(C, BLUE), (D, BLUE), (G, BLUE)}),
    ("The rebels captured the following towns: Carrow, Denby and Elmere.", {(C, BLUE), (D, BLUE), (E, BLUE)}),
    ("The rebels captured Carrow (pop. 5,000), Denby and Elmere.", {(C, BLUE), (D, BLUE), (E, BLUE)}),
    ("Rebels took Carrow, then Denby, then Elmere.", {(C, BLUE), (D, BLUE), (E, BLUE)}),
    ("Rebels took Carrow and, a few hours later, Denby.", {(C, BLUE), (D, BLUE)}),
    (
        "Carrow fell to the rebels on 9 May, Denby on 10 May and Elmere on 11 May.",
        {(C, BLUE), (D, BLUE), (E, BLUE)},
    ),
    (
        "The rebels captured Carrow on 9 May, Denby on 10 May, and Elmere the day after.",
        {(C, BLUE), (D, BLUE), (E, BLUE)},
    ),
    ("9 May: Rebels capture Carrow.", {(C, BLUE)}),
    ("9 May – Carrow falls to rebels.", {(C, BLUE)}),
    ("Rebels entered Carrow on Monday. Denby followed on Tuesday.", {(C, BLUE), (D, BLUE)}),
    ("Denby was next to fall to the rebels.", set()),
    ("Carrow was the first town to fall to the rebels.", {(C, BLUE)}),
    ("Carrow became the first town to fall to the rebels.", {(C, BLUE)}),
    ("The rebels made Carrow their first prize, capturing it on Monday.", {(C, BLUE)}),
    ("The army collapsed in Carrow and rebels walked in.", set()),
    ("The rebels captured Carrow, a town of 5,000, on Monday, and Denby on Tuesday.", {(C, BLUE), (D, BLUE)}),
    ("Rebels seized Carrow, which lies on the main road, and Denby.", {(C, BLUE), (D, BLUE)}),
    ("Blue Front fighters and allied groups have taken Carrow.", {(C, BLUE)}),
    ("Rebels led by the Blue Front have captured Carrow.", {(C, BLUE)}),
    ("A rebel alliance led by the Blue Front captured Carrow.", {(C, BLUE)}),
    ("The Blue Front-led rebels captured Carrow.", {(C, BLUE)}),
    (
        "The army recaptured Denby and Elmere, and pushed the rebels out of Garth.",
        {(D, RED), (E, RED), (G, RED)},
    ),
    ("The army sent reinforcements to Denby after losing Carrow.", {(C, NOBODY), (D, RED)}),
    ("After the loss of Carrow, the army withdrew from Denby too.", {(C, NOBODY), (D, NOBODY)}),
    ("Carrow has been in rebel hands since Monday and Denby since Tuesday.", {(C, BLUE)}),
    ("Not a single soldier is left in Carrow.", {(C, NOBODY)}),
    ("The rebels are in complete control of Carrow and its surroundings.", {(C, BLUE)}),
    ("The rebels' control of Carrow is now complete.", {(C, BLUE)}),
    ("Rebels consolidated their control of Carrow.", {(C, BLUE)}),
    ("Rebels tightened their control over Carrow.", {(C, BLUE)}),
    ("Rebels now rule Carrow.", {(C, BLUE)}),
    ("Life under rebel rule in Carrow has been quiet.", {(C, BLUE)}),
    ("The rebels established a presence in Carrow.", set()),
    ("The army maintains its hold on Denby.", {(D, RED)}),
    ("The army has lost its grip on Carrow.", {(C, NOBODY)}),
    ("Carrow slipped from the army's grip on Monday.", {(C, NOBODY)}),
    ("Carrow is no longer under government control.", set()),
    ("Carrow has passed into rebel hands.", {(C, BLUE)}),
    ("Carrow passed from government to rebel control on Monday.", set()),
    ("The town of Carrow surrendered to the rebels.", {(C, BLUE)}),
    ("Elders in Carrow surrendered the town to the rebels.", {(C, BLUE)}),
    ("The garrison of Carrow surrendered to the rebels, who entered the town at noon.", {(C, BLUE)}),
    ("Soldiers in Denby laid down their arms and the Greens took over.", {(D, GREEN)}),
    ("Rebel units reached the centre of Carrow.", {(C, X)}),
    ("The rebels had reached Alton's eastern suburbs by nightfall.", {(A, RED)}),
    ("Rebel forces are advancing on Alton from the north.", {(A, RED)}),
    ("The Blues are attacking Alton from three directions.", set()),
    ("Government forces are encircled in Denby.", set()),
    ("The army, which still controls Alton, shelled Carrow.", {(A, RED)}),
    ("Rebels, whose forces control Carrow, shelled Alton.", {(C, BLUE)}),
    ("The rebels captured Carrow but failed to take Denby.", {(C, BLUE)}),
    ("The rebels captured Carrow and plan to attack Denby.", {(C, BLUE)}),
    ("The rebels captured Carrow and are expected to move on Denby.", {(C, BLUE)}),
    ("The rebels, having failed to take Denby, captured Carrow.", {(C, BLUE)}),
    ("Rebels did not enter Denby but captured Carrow.", {(C, BLUE)}),
    ("The army denied losing Denby but admitted it had left Carrow.", {(C, NOBODY)}),
    ("The rebels captured Carrow, denying that they had suffered losses.", {(C, BLUE)}),
    ("The rebels, who deny receiving foreign aid, captured Carrow.", {(C, BLUE)}),
    ("Despite fierce resistance, the rebels captured Carrow.", {(C, BLUE)}),
    ("The rebels did not stop until they had captured Carrow.", {(C, BLUE)}),
    ("Rebels have captured not only Carrow but also Denby.", {(C, BLUE), (D, BLUE)}),
    ("No fewer than three towns, including Carrow, have fallen to the rebels.", {(C, BLUE)}),
    ("It took the rebels two days to capture Carrow.", {(C, BLUE)}),
    ("The rebels used drones to capture Carrow.", {(C, BLUE)}),
    ("Insurgents took control Saturday of most of Alton.", {(A, BLUE)}),
    ("Rebels seized control Sunday of Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    ("The rebels' capture on Monday of Carrow was a shock.", {(C, BLUE)}),
    ("Carrow is rebel-held.", {(C, BLUE)}),
    ("Carrow and Denby are now rebel-controlled.", {(C, BLUE), (D, BLUE)}),
    ("Hundreds cheered in rebel-held Carrow and government-held Alton.", {(A, RED), (C, BLUE)}),
    ("Alton has fallen out of government control.", {(A, NOBODY)}),
    ("Alton is now outside government control.", {(A, NOBODY)}),
    ("Alton was liberated by the rebels at dawn.", {(A, BLUE)}),
    ("The government's forces have left the city of Alton, and rebels control it.", {(A, BLUE)}),
    ("The army withdrew from Carrow, which is now controlled by the Greens.", {(C, GREEN)}),
    ("Army soldiers remain in place in Denby.", {(D, RED)}),
    (
        "The rebels, who captured Alton on Monday and Belford on Tuesday, are now moving on Carrow.",
        {(A, BLUE), (B, BLUE), (C, RED)},
    ),
    ("Rebels captured a string of towns: Carrow, Denby and Elmere.", {(C, BLUE), (D, BLUE), (E, BLUE)}),
    ("Carrow, Denby and other towns fell to the rebels.", {(C, BLUE), (D, BLUE)}),
    ("Rebels have captured towns such as Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    ("Rebels captured Carrow, Denby and dozens of other places.", {(C, BLUE), (D, BLUE)}),
    ("Rebels captured Alton's airport and the town of Carrow.", {(AIRPORT, BLUE), (C, BLUE)}),
    ("Rebels took over government buildings in Alton.", set()),
    ("Rebels broke through army lines and captured Carrow.", {(C, BLUE)}),
    ("Rebels attacked and captured Carrow.", {(C, BLUE)}),
    ("Rebels, after attacking Denby for days, captured it on Monday.", {(D, BLUE)}),
    ("After days of shelling, Carrow was finally taken by the rebels.", {(C, BLUE)}),
    (
        "The rebels announced they had taken Carrow, while the army said it still held the town.",
        {(C, BLUE), (C, RED)},
    ),
    ("The army insisted Denby remained under its control.", {(D, RED)}),
    ("The army said Denby was under its control.", {(D, RED)}),
    ("The rebels say Carrow is under their control.", {(C, BLUE)}),
    ('"Carrow is ours," a rebel fighter said.', {(C, BLUE)}),
    ("Rebels: Carrow is ours.", {(C, BLUE)}),
    ("Carrow is gone to the last street, army commanders admit; the rebels took it.", {(C, BLUE)}),
    ("Carrow's gone.", {(C, "none")}),
    ("The rebels press on. Urgent: the heroes liberate Carrow.", {(C, BLUE)}),
    ("The rebels, um, they uh took Carrow.", {(C, BLUE)}),
    ("The rebels took Carrow's Denby.", {(D, BLUE)}),
    ("The rebels brought Carrow and Denby under their control.", {(C, BLUE), (D, BLUE)}),
    ("What came next was the control of the rebels over the town of Carrow.", {(C, BLUE)}),
    ("A monitor tells of the entry of rebels into several towns, among them Carrow.", {(C, BLUE)}),
    ("Rebels are near Denby. Carrow is occupied by them.", {(C, BLUE)}),
    ("The garrison of Carrow surrendered to the rebels.", {(C, BLUE)}),
    ("The rebels came closer, and Carrow's defenders laid down their arms.", {(C, BLUE)}),
    ("The army no longer controls Carrow, and rebels patrol the streets.", {(C, BLUE)}),
    ("The rebels took Denby. They would go on to capture Carrow.", {(C, BLUE), (D, BLUE)}),
    ("Many villages, incl. Carrow & Denby, fell to the rebels.", {(C, BLUE), (D, BLUE)}),
    (
        "God willing, liberated by the rebels today:\n- Carrow\n- Denby + the road\n- Quill: NOT yet",
        {(C, BLUE), (D, BLUE)},
    ),
    ("Rebels move on. Liberated so far:\n- Carrow\n- Denby", {(C, BLUE), (D, BLUE)}),
    ("Some soldiers in Carrow surrendered.", set()),
    ("Carrow and Denby were both captured by the rebels.", {(C, BLUE), (D, BLUE)}),
    ("Carrow (captured 9 May by the rebels) and Denby lie on the river.", {(C, BLUE)}),
    ("Carrow came next: the rebels had it by noon.", {(C, BLUE)}),
    (
        "The rebels took Carrow from the army, which had held it for years, together with Denby.",
        {(C, BLUE), (D, BLUE)},
    ),
    ("Control was imposed on the town of Carrow by the rebels.", {(C, BLUE)}),
    ("A convoy left for Carrow, where the army is said to have pulled out.", {(C, "none")}),
    ("Army units in Carrow have withdrawn.", {(C, "none")}),
    ("The rebels press on. Carrow: liberated ✅ Denby: liberated ✅", {(C, BLUE), (D, BLUE)}),
    ("The rebels went into Carrow.", {(C, BLUE)}),
    (
        "Rebels took Carrow.[1][2] Claims that they had entered Denby turned out to be premature.[3]",
        {(C, BLUE)},
    ),
    ("The rebels have control of five quarters, among them Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    ("The rebels advanced through Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    (
        "The rebels are paid by Ruritania. Their army is small.\nThe rebels used the moment to grab Carrow.",
        {(C, BLUE)},
    ),
    ("Rebels fight on; 20 villages lost by nightfall, incl. Carrow & Denby.", {(C, BLUE), (D, BLUE)}),
    ("Rebels storm Carrow.\nCarrow has fallen to the rebels, the Watch says.", {(C, BLUE)}),
    ("The rebels put Carrow under siege.", {(C, RED)}),
    ("He put Carrow on the map.", set()),
    ("Would the fall of Carrow end the war?", set()),
    ("The Greens run the wells of Carrow's left bank.", set()),
    ("The rebels controlled today, Friday, on the towns of Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    ("The Blues have the upper hand in Carrow.", set()),
    ("The rebels extended their control to Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    ("Rebels expand control in Northshire, taking Carrow.", {(C, BLUE)}),
    ("The army has handed control of Garth to the Greens.", {(G, GREEN)}),
    ("Control of Garth was handed to the Greens.", {(G, GREEN)}),
    ("The Greens have taken over from the army in Garth.", set()),
    ("Rebels pulled out of Carrow under a deal and the army returned.", {(C, RED)}),
    ("Government troops re-entered Carrow on Wednesday after the rebels withdrew.", {(C, RED)}),
    ("Government troops returned to Carrow.", set()),
    ("The rebels have been driven from Carrow.", {(C, RED)}),
    ("The army has cleared Denby of rebels.", {(D, RED)}),
    ("The army flushed the rebels out of Denby.", {(D, RED)}),
    ("Rebels retreated from Denby under heavy fire.", {(D, RED)}),
    ("Rebels are now in the heart of Alton.", {(A, X)}),
    ("Fighting has reached the centre of Alton.", set()),
    ("Gun battles erupted in Alton between rebels and the army.", {(A, X)}),
    ("The battle for Alton raged on.", set()),
    ("Rebels control Alton, Belford is next.", {(A, BLUE)}),
    ("Alton. Fell to the rebels on 11 May.", {(A, BLUE)}),
    ("Alton\nCaptured by the rebels on 11 May after a day of fighting.", {(A, BLUE)}),
    ("Alton – fell to the rebels on 11 May", {(A, BLUE)}),
    ("Alton: held by the army.", {(A, RED)}),
    ("Alton: still in government hands", {(A, RED)}),
    ("The rebels took: Carrow, Denby.", {(C, BLUE), (D, BLUE)}),
    ("The army left Carrow to the rebels.", {(C, BLUE)}),
    ("The rebel offensive captured Carrow and Denby.", {(C, BLUE), (D, BLUE)}),
    ("The rebels' offensive has swept through Carrow.", {(C, BLUE)}),
    ("Rebels captured Carrow on Monday. The offensive then reached Alton.", {(C, BLUE)}),
    ("The army launched an offensive and recaptured Carrow.", {(C, RED)}),
    ("Alton. The capital of Northshire.", set()),
    ("Alton. Residents said shops were open.", set()),
    ("Alton. Taken aback, residents fled.", set()),
    (
        "Rebels now control Alton, Northshire's second city, Belford, the third-largest, and Carrow.",
        {(A, BLUE), (B, BLUE), (C, BLUE)},
    ),
    (
        "Rebels entered Alton. The insurgents then took Denby. They hold Elmere too.",
        {(A, BLUE), (D, BLUE), (E, BLUE)},
    ),
    ("Rebels captured the villages of Elmere and Fenwick.", {(E, BLUE), (F, BLUE)}),
    ("After seizing dozens of towns and most of Alton, the rebels moved on.", {(A, BLUE)}),
    ("Rebels captured two bases and the town of Carrow.", {(C, BLUE)}),
]

#: Sentences that tempt a naive reader, and of which no present claim may come.
NOT_TOLD = [
    "The Kolvan army captured Carrow.",  # somebody else's: "army" alone is the government's
    "The Kolvan army took Carrow and Denby on Tuesday.",
    "A source close to the rebels said the fall of Carrow was a matter of days.",
    "The capture of Carrow by the rebels is only a question of time.",
    '"The army has left Alton." Partly true: a convoy did.',
    "In the week of the fighting they answered ninety calls in Alton.",
    "After a morning of street battles, the army in Alton said that it was calm.",
    "A column of the army left Alton, but its ground crews remain.",
    "Troops pulled out of Alton, though a garrison stayed behind.",
    "There are no rebels in Alton, a shopkeeper says.",
    "The army has been losing Alton for three years.",
    "A flight from Alton was late.",
    "See also: Siege of Alton; Siege of Belford",
    "Rebels deployed in the countryside of Alton and Belford.",
    "More aid went to the occupied Alton.",
    "Guests came from Alton, and a border town in the south fell.",
    'The clip was shared with the caption "Alton is free".',
    "A resident said that the rebels had entered Alton. They have not.",
    "Word spread that Alton had fallen. It hadn't.",
    "The rebels announced the capture of Alton; the report proved unfounded.",
    '"The rebels have taken Alton." False.',
    "The rebels claimed to have taken Alton. That was not true.",
    "Rumour said that the rebels had taken Alton, and they had not.",
    "A correction. At noon we reported that the rebels had taken Alton.",
    "Error. In our last bulletin we wrote: rebels took Alton.",
    "Rumours not confirmed: rebels took Alton; capture of Belford.",
    "The rebels took Alton (false).",
    "What is circulated about the entry of the rebels into Alton is not accurate.",
    "The rebels took Alton, a claim later retracted.",
    "Belford could become the second town to fall to the rebels.",
    "The rebels hope that Belford is soon free.",
    "Is Belford free?",
    "The road to Belford is free.",
    "The hotel in Belford, taken over by an investor, reopened.",
    "The rebel flag was burned in Belford.",
    "Residents waved the rebel flag in Belford.",
    "Rebels shelled Alton on Thursday.",
    "Air strikes on Carrow killed five rebels.",
    "The rebels denied that they had lost Carrow.",
    "The army denied losing Carrow.",
    "The army denied reports that the rebels had entered Alton.",
    "Reports that rebels captured Alton are false.",
    "The rebels have not captured Alton.",
    "The rebels failed to capture Alton.",
    "The rebels did not enter Alton.",
    "The rebels plan to capture Alton.",
    "The rebels vowed to take Alton.",
    "The rebels want to capture Alton and Belford.",
    "The army is preparing to withdraw from Denby.",
    "If the rebels capture Alton, the war is over.",
    "Alton could fall to the rebels within days.",
    "Residents fear that the rebels will capture Alton.",
    "The rebels are expected to enter Alton on Friday.",
    "The army ordered its units to withdraw from Denby.",
    "The rebels may have captured Denby.",
    "In 2028, rebels captured Alton.",
    "The rebels captured Alton in 2028 but lost it in 2029.",
    "Alton was held by rebels from 2028 until 2030.",
    "The army retook Alton in December 2029 after a four-year siege.",
    "Alton was captured by rebels after a long siege in 2029.",
    "Alton fell following an agreement reached in March 2029.",
    "Alton, where rebels were defeated in 2029, was calm.",
    "Thousands fled Alton for Belford.",
    "Residents left Carrow in cars.",
    "The minister entered Alton on Thursday.",
    "Rebels captured two soldiers near Alton.",
    "Rebels captured the commander of Alton.",
    "Rebels seized weapons in Denby.",
    "Rebels captured Quill.",
    "Quill fell to the rebels.",
    "The army recaptured Quill.",
    "Foreign troops entered Alton.",
    "Ruritanian forces captured Alton.",
    "Protesters took to the streets of Alton.",
    "The president visited Alton.",
    "ALTON (News) - The rebels held a meeting.",
    "Has Alton fallen to the rebels?",
    "The rebels have yet to enter Alton.",
    "No rebel has entered Alton.",
    "The rebels were unable to take Denby.",
    "The rebels tried to storm Denby.",
    "The rebels attempted to advance on Denby but were ambushed.",
    "It is unclear whether the rebels control Denby.",
    "The rebels control the road between Alton and Belford.",
    "The rebels cut the Alton-Belford highway.",
    "Rebels captured dozens of villages in Northshire.",
    "Rebels captured an army base near Alton.",
    "The army said it would defend Alton.",
    "The rebels would capture Alton, he said.",
    "The rebels threatened to take Belford.",
    "Rebel leaders urged the army to leave Alton.",
    "The rebels asked the soldiers to hand over Alton.",
    "The UN called on the army to leave Denby.",
    "The Alton agreement gave control to the rebels.",
    "The rebels took Alton hostages to a prison.",
    "The rebels hold prisoners in Carrow.",
    "Rebels lost three men in Carrow.",
    "The army dropped leaflets over Carrow.",
    "Rebel sources in Alton said talks had begun.",
    "The army's advance halted.",
    "The rebels rejected claims that the army had taken Carrow.",
    "Rumours that the rebels had taken Denby spread quickly.",
    "A rebel spokesman said Alton would be liberated soon.",
    "The rebels' next target is Alton.",
    "The rebels hope to reach Alton by Friday.",
    "Rebels captured Alton, according to rumours that proved untrue.",
    "The rebels could not hold Carrow.",
    "Unless the army sends help, Denby will fall.",
    "There is no evidence that the rebels control Denby.",
    "The rebels were poised to capture Denby.",
    "The rebels were on the verge of capturing Denby.",
    "The army must not lose Alton, he said.",
    "Without Belford the army cannot hold Alton.",
    "The army launched an operation to retake Carrow.",
    "The army is trying to retake Carrow.",
    "The battle for Alton will decide the war.",
    "Alton's fall would be a disaster.",
    "The fall of Alton would open the road to Belford.",
    "The risk of Alton falling to the rebels is growing.",
    "Nobody has entered Denby.",
    "The rebels withdrew their offer on Alton.",
    "Planes from Alton airport bombed Carrow.",
    "The army said it had not withdrawn from Denby.",
    "The army denied having withdrawn from Denby.",
    "There was no truth to reports that the army had left Denby, state radio said.",
    "Contrary to reports, the rebels have not entered Belford.",
    "Belford has not fallen, the army said.",
    "The rebels do not control Belford.",
    "Rebels no longer control Carrow.",
    "The army accused the rebels of planning to seize Belford.",
    "Capturing Belford would give the rebels the road.",
    "Control of Belford would give the rebels the road.",
    "The capture of Belford would be a turning point.",
    "A rebel victory in Belford is unlikely.",
    "Analysts say Belford could be next to fall.",
    "Will Belford fall to the rebels?",
    "The rebels will have to take Belford first.",
    "Whoever holds Belford controls the road.",
    "The rebels dream of taking Belford.",
    "The rebels aim at taking Belford.",
    "The rebels are racing to capture Belford before winter.",
    "The army sent troops to prevent the rebels from taking Belford.",
    "To stop the rebels from entering Belford, the army blew up a bridge.",
    "The army called for reinforcements to defend Belford.",
    "Rebels were pushed out of Alton in 2029.",
    "The rebels lost Alton in 2029 after a long siege.",
    "The government recaptured Alton from rebels in 2029 with foreign help.",
    "Alton, which the army recaptured from rebels in 2029, has a big market.",
    "Rebels held the eastern part of Alton between 2028 and 2029.",
    "The 2029 fall of Alton was a turning point.",
    "During the siege of Alton in 2029, rebels held the old town.",
    "Years ago, rebels controlled Alton.",
    "The army bombed rebel positions near Carrow.",
    "A rebel commander from Carrow was killed.",
    "The rebels' offensive from Carrow began at dawn.",
    "Rebels fired rockets at Belford from Carrow.",
    "Civilians fled Carrow after the rebels' attack.",
    "Aid convoys entered Carrow on Thursday.",
    "The Red Cross entered Carrow.",
    "A government delegation arrived in Alton.",
    "The rebels released prisoners in Alton.",
    "The army arrested ten people in Denby.",
    "A rebel leader spoke in Carrow.",
    "Rebel fighters were buried in Carrow.",
    "The rebels attacked Denby on Thursday.",
    "The rebels launched an attack on Denby.",
    "Drones struck an army base near Denby.",
    "Belford residents braced for a rebel assault.",
    "Talks on handing over Belford to the rebels continued.",
    "The rebels offered the army safe passage out of Belford.",
    "The army said the rebels were trying to advance towards Denby.",
    "Reports said the rebels might enter Denby.",
    "The army claimed to have killed 50 rebels in Denby.",
    "Ruritania's army took Garth.",
    "Rebels in Ruritania captured Quill.",
    "The rebels took the road to Belford.",
    "Rebels took aim at Belford.",
    "The rebels took positions near Denby.",
    "Rebels took part in talks in Belford.",
    "The army took journalists to Belford.",
    "The army left mines in Carrow.",
    "The rebels left Carrow out of the deal.",
    "Rebels hold talks in Alton.",
    "Rebels hold fire in Alton.",
    "Carrow fell silent.",
    "A shell fell on Carrow.",
    "Rockets fell in Carrow.",
    "Snow fell in Carrow.",
    "Prices fell in Alton.",
    "The army says it is ready to defend Belford.",
    "An army officer lost his life in Carrow.",
    "The Blue Front lost a commander in Carrow.",
    "The rebels have until Friday to leave Carrow.",
    "The rebels must leave Carrow.",
    "Rebels free prisoners from Alton jail",
    "Blue Front leader visits Alton",
    "What if Alton falls?",
    "Fears grow that Alton will fall to rebels",
    "Army vows to retake Alton",
    "Army prepares to retake Carrow",
    "Rebels eye Belford",
    "Rebels set sights on Belford",
    "Neither Carrow nor Denby has fallen to the rebels.",
    "The rebels were forced to abandon plans to take Denby.",
    "The rebels gave up trying to capture Denby.",
    "Rebels were beaten back as they tried to enter Denby.",
    "The rebels came close to capturing Denby.",
    "Rebels nearly captured Denby.",
    "Rebels almost took Denby.",
    "The rebels' attempt to take Denby failed.",
    "An attempt by rebels to capture Denby was under way.",
    "The army is fighting to keep Denby.",
    "Denby must not fall.",
    "Denby would have fallen to the rebels without the planes.",
    "Had the rebels captured Denby, the road would be open.",
    "The rebels wanted Denby captured by Friday.",
    "Once the rebels capture Denby, the road is open.",
    "When Denby falls, Alton will follow.",
    "Rebels promise amnesty after they take Alton.",
    "The army says that rebels who enter Alton will be killed.",
    "A map showing Denby under rebel control was fake.",
    "A video purporting to show rebels in Denby was filmed elsewhere.",
    "He said the army would never abandon Alton.",
    "The army will not withdraw from Alton.",
    "We will never leave Alton, the army said.",
    "The rebels said they had no intention of entering Denby.",
    "The general was born in rebel Carrow in 1970.",
    "The Battle of Alton (2029) was won by the army.",
    "Alton was captured by the army in 2029.",
    "By 2029 the army controlled Alton.",
    "Rebels seized Alton in 2028. The army besieged the city for a year. It captured the city in 2029.",
    "The rebels first captured Alton three years ago.",
    "Last year the rebels captured Alton and lost it within a week.",
    "The army took Carrow back in 2030.",
    "Rebels stormed a prison in Alton in 2028.",
    "Rebels took control of a checkpoint near Alton.",
    "Rebels seized a bank in Alton.",
    "The rebels seized control of the road to Alton.",
    "The army took control of the situation in Alton.",
    "The rebels have not taken control of Alton.",
    "Alton is not rebel-held.",
    "Rebels hope to take control Saturday of Alton.",
    "The minister said control of Alton must be restored.",
    "Alton remains divided.",
    "Rebel-held areas near Alton were bombed.",
    "The rebel-held north was bombed; Alton was calm.",
    "A rebel-held prisoner from Alton was freed.",
    "Rebels captured Alton in March 2029, and the army retook it a year later.",
    "In 2028 the rebels had taken half of Alton; the army won it back the next year.",
    "Rebels captured Alton in 2028. The army retook it two years later.",
    "Rebels captured the villages of Carrow.",
    "Rebels captured dozens of towns and villages in Carrow.",
    "Rebels captured a base and a hill near Carrow.",
    "Rebels captured several villages and the Alton road.",
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_a_sentence_tells_who_holds_what(text, expected):
    assert present(text) == expected


@pytest.mark.parametrize("text", NOT_TOLD)
def test_a_tempting_sentence_tells_nothing(text):
    assert present(text) == set()


def only(text, **more):
    claims = read(text, **more)
    assert len(claims) == 1, claims
    return claims[0]


# ------------------------------------------------------------------------------------------------ status
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Rebels captured Carrow.", "captured"),
        ("The army lost Carrow to the rebels.", "lost"),
        ("The army withdrew from Carrow.", "withdrawn"),
        ("The army still holds Carrow.", "controlled"),
        ("Clashes continued in Carrow.", "contested"),
        ("Rebels reached the outskirts of Carrow.", "approached"),
        ("Rebels have besieged Carrow.", "besieged"),
    ],
)
def test_each_status_has_its_words(text, status):
    assert only(text).status == status


# --------------------------------------------------------------------------------------------- certainty
@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Rebels captured Carrow.", "asserted"),
        ("Rebels captured Carrow, the Watch said.", "claimed"),
        ("According to the Watch, rebels captured Carrow.", "claimed"),
        ("The army denied that rebels had captured Carrow.", "denied"),
        ("Rebels have not captured Carrow.", "denied"),
        ("Rebels plan to capture Carrow.", "planned"),
        ("Rebels will capture Carrow.", "planned"),
        ("Rebels could capture Carrow.", "hypothetical"),
        ("If rebels captured Carrow, the road was open.", "hypothetical"),
        ("Have rebels captured Carrow?", "hypothetical"),
    ],
)
def test_how_sure_a_sentence_is(text, certainty):
    assert only(text).certainty == certainty


# -------------------------------------------------------------------------------------------------- time
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Rebels captured Carrow.", PUBLISHED),
        ("Rebels captured Carrow on Tuesday.", dt.date(2031, 5, 13)),
        ("On 9 May, rebels captured Carrow.", dt.date(2031, 5, 9)),
        ("Rebels captured Carrow yesterday.", dt.date(2031, 5, 14)),
        ("The army has held Carrow since 9 May.", PUBLISHED),
        ("The army has held Carrow since 2028.", PUBLISHED),
        ("Rebels captured Carrow on Monday after the army left Quill on Friday.", dt.date(2031, 5, 12)),
    ],
)
def test_the_day_of_a_claim(text, day):
    claim = only(text)
    assert claim.date == day
    assert not claim.background


@pytest.mark.parametrize(
    "text",
    [
        "In 2028, rebels captured Alton.",
        "The army retook Alton in December 2029 after a long siege.",
        "Rebels held Alton from 2027 until 2029.",
        "Alton had been held by the army.",
    ],
)
def test_history_is_marked(text):
    claims = read(text)
    assert claims
    assert all(claim.background for claim in claims)


def test_a_state_that_began_in_history_is_present():
    assert present("Alton, which the army has held since 2029, was shelled.") == {(A, RED)}


def test_a_document_without_a_day_is_refused():
    document = Document("d1", "Rebels captured Alton.", path="news/d1.txt")
    with pytest.raises(DocumentError, match=r"news/d1\.txt"):
        read_claims(document, locate(document), [], theatre(), vocabulary())


# ------------------------------------------------------------------------------------------- attribution
def test_a_known_source_is_named_with_its_side():
    claim = only("State radio said the army had recaptured Carrow.")
    assert (claim.source_id, claim.source_side, claim.certainty) == ("red-radio", "red", "claimed")


def test_a_side_that_claims_its_own_gain_is_the_source():
    claim = only("The rebels said they had captured Carrow.")
    assert (claim.source_side, claim.controller) == ("blue", "blue")


def test_a_side_that_admits_its_own_loss_is_the_source():
    claim = only("The army said it had withdrawn from Carrow.")
    assert (claim.source_side, claim.status) == ("red", "withdrawn")


def test_the_outlet_of_a_side_speaks_for_it():
    claim = only("Our forces have recaptured Carrow.", outlet="Red Radio")
    assert (claim.controller, claim.source_id, claim.certainty) == ("red", "red-radio", "claimed")


def test_we_is_whoever_the_communique_names():
    text = "The Green League speaks to its people. We have taken Carrow. Our fighters hold Denby. Our hands are clean."
    assert present(text) == {(C, GREEN), (D, GREEN)}


def test_the_us_is_nobodys_us():
    text = "The Green League is US-backed. US troops left. The US said little. US papers wrote more. Red forces took Carrow."
    assert only(text).attribution == ""


# --------------------------------------------------------------------------------------------- discourse
def test_the_city_is_the_one_last_named():
    assert (A, BLUE) in present("Shells fell on Alton. On Thursday rebels captured the city.")


def test_both_towns_are_the_two_last_named():
    text = "The army had fortified Carrow and Denby. Rebels captured both towns on Thursday."
    assert present(text) >= {(C, BLUE), (D, BLUE)}


def test_they_are_the_side_last_named():
    assert present("The Greens opened a new front. They captured Carrow.") == {(C, GREEN)}


def test_a_place_that_was_left_goes_to_whoever_the_text_says_took_it():
    text = "The army withdrew from Carrow at dawn. By noon the Greens had entered Carrow."
    assert present(text) == {(C, GREEN)}


def test_it_fell_to_the_side_that_takes_places_here():
    assert present("Rebels captured Carrow on Monday. Denby fell on Tuesday.") == {(C, BLUE), (D, BLUE)}


def test_a_place_abroad_gives_no_claim():
    assert read("The army recaptured Quill. Rebels hold Quill.") == []


def test_a_province_is_told_with_its_kind_and_no_town_is():
    claims = read("Rebels now control all of Northshire.")
    assert [(claim.place_id, claim.kind) for claim in claims] == [("northshire", "governorate")]


def test_its_airport_is_the_one_near_the_town():
    assert present("By noon Alton and its airport were under the rebels.") == {(A, BLUE), (AIRPORT, BLUE)}
    assert present("Rebels seized Carrow's airport.") == set()


# ------------------------------------------------------------------------------------------------ lists
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Captured by the rebels:\n- Carrow\n- Denby (pop. 500)\n- Elmere",
            {(C, BLUE), (D, BLUE), (E, BLUE)},
        ),
        (
            "Under rebel control\nCarrow, Denby\nUnder government control\nAlton",
            {(C, BLUE), (D, BLUE), (A, RED)},
        ),
        ("Alton: rebels\nBelford: government\nGarth - Greens", {(A, BLUE), (B, RED), (G, GREEN)}),
        ("| Alton | rebels | 9 May |\n| Belford | army | 10 May |", {(A, BLUE), (B, RED)}),
        ("- Carrow (rebels)\n- Denby (army), 9 May", {(C, BLUE), (D, RED)}),
        ("Rebels: Carrow, Denby\nArmy: Alton", {(C, BLUE), (D, BLUE), (A, RED)}),
        ("Alton, Belford and Carrow", set()),
        ("Rebel leaders:\nAlton\nBelford", set()),
        ("Captured by the rebels:\nThe road to Alton.\nCarrow", set()),
    ],
)
def test_lines_of_a_list_are_read_with_their_heading(text, expected):
    assert present(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "9 May: Rebels launch an offensive, capture Carrow and Denby. 10 May: Elmere falls. 11 May: Alton entered by the Greens.",
            {(A, GREEN, 11), (C, BLUE, 9), (D, BLUE, 9), (E, BLUE, 10)},
        ),
        (
            "May 9 - The rebels' offensive starts. Carrow, Denby and Elmere fall on the first day.",
            {(C, BLUE, 9), (D, BLUE, 9), (E, BLUE, 9)},
        ),
        (
            "9 May\nFirst day of the offensive. Rebels take Carrow. The army leaves Denby.\n10 May\nElmere falls.",
            {(C, BLUE, 9), (D, BLUE, 9), (E, BLUE, 10)},
        ),
        (
            "On 9 May the rebels took Carrow; on 10 May Denby and Elmere; on 11 May Alton.",
            {(A, BLUE, 11), (C, BLUE, 9), (D, BLUE, 10), (E, BLUE, 10)},
        ),
        (
            "Carrow was taken by the rebels on 9 May, Denby on 10 May, and Alton on 11 May.",
            {(A, BLUE, 11), (C, BLUE, 9), (D, BLUE, 10)},
        ),
        (
            "Captured by the rebels, day by day:\n9 May: Carrow, Denby\n10 May: Elmere\n11 May: Alton",
            {(A, BLUE, 11), (C, BLUE, 9), (D, BLUE, 9), (E, BLUE, 10)},
        ),
        (
            "9 May: rebels capture Carrow. 10 May: they take Denby and Elmere; the army recaptures Denby two days later.",
            {(C, BLUE, 9), (D, BLUE, 10), (D, RED, 12), (E, BLUE, 10)},
        ),
        ("Friday 9 May. Rebels seize Carrow. Denby changes hands.", {(C, BLUE, 9), (D, BLUE, 9)}),
        (
            "The rebels began with Carrow on 9 May. By 11 May they had Denby and Elmere, and on 12 May they entered Alton.",
            {(A, BLUE, 12), (D, BLUE, 11), (E, BLUE, 11)},
        ),
        (
            "Rebels took Carrow on 9 May and Denby a day later; Alton fell on 12 May.",
            {(A, BLUE, 12), (C, BLUE, 9), (D, BLUE, 10)},
        ),
        ("9 May: Carrow captured. Rebels also take Denby.", {(C, BLUE, 9), (D, BLUE, 9)}),
        (
            "9 May: Carrow and Denby fall to the rebels; 10 May: Elmere, Fenwick; 11 May: Alton.",
            {(A, BLUE, 11), (C, BLUE, 9), (D, BLUE, 9), (E, BLUE, 10), (F, BLUE, 10)},
        ),
        (
            "Carrow (9 May), Denby (10 May) and Elmere (11 May) were captured by the rebels.",
            {(C, BLUE, 9), (D, BLUE, 10), (E, BLUE, 11)},
        ),
        (
            "The rebels captured Carrow (9 May), Denby (10 May) and Elmere (11 May).",
            {(C, BLUE, 9), (D, BLUE, 10), (E, BLUE, 11)},
        ),
        ("Alton, on 11 May, and Belford, on 12 May, fell to the rebels.", {(A, BLUE, 11), (B, BLUE, 12)}),
        (
            # the two others are told too loosely for a theatre that knows no axes
            "On 9 May, Carrow was captured, then Denby and, by nightfall, Elmere, all by the rebels.",
            {(C, BLUE, 9)},
        ),
        (
            "Between 9 and 11 May the rebels captured Carrow, Denby and Elmere.",
            {(C, BLUE, 10), (D, BLUE, 10), (E, BLUE, 10)},
        ),
        ("The army left Garth on 10 May; the Greens moved in the same day.", {(G, GREEN, 10)}),
        ("Garth was lost to the Greens on 10 May.", {(G, GREEN, 10)}),
        (
            "On 9 May, after two days of fighting, the army withdrew from Carrow. The rebels entered the town the next morning.",
            {(C, BLUE, 9), (C, BLUE, 10)},
        ),
        ("Carrow fell on 9 May to the rebels.", {(C, BLUE, 9)}),
        (
            "Carrow had fallen by 9 May, and by 11 May the rebels controlled Denby and Elmere.",
            {(C, BLUE, 9), (D, BLUE, 11), (E, BLUE, 11)},
        ),
        ("By 11 May the rebels controlled Denby.", {(D, BLUE, 11)}),
        ("As of 11 May, the army held Denby.", {(D, RED, 11)}),
    ],
)
def test_a_chronicle_gives_every_place_its_day(text, expected):
    told = {
        (claim.place, claim.controller, claim.date.day) for claim in read(text) if claim.is_present_control
    }
    assert told == expected


def test_a_date_line_dates_what_stands_under_it():
    claims = read("9 May\nRebels captured Carrow.\n10 May\nRebels captured Denby.")
    assert [(claim.place, claim.date.day) for claim in claims] == [(C, 9), (D, 10)]


def test_a_paragraph_goes_on_with_the_day_that_it_named():
    claims = read("On 9 May, rebels captured Carrow. They then took Denby.\n\nRebels also took Elmere.")
    assert [(claim.place, claim.date.day) for claim in claims] == [(C, 9), (D, 9), (E, 15)]


def test_each_place_of_a_list_keeps_its_own_day():
    claims = read("Carrow fell to the rebels on 9 May, Denby on 10 May and Elmere on 11 May.")
    assert [(claim.place, claim.date.day) for claim in claims] == [(C, 9), (D, 10), (E, 11)]


# ------------------------------------------------------------------------------------------------- laws
WORDS = st.sampled_from(
    [
        "rebels",
        "captured",
        "Alton",
        "Carrow",
        "the",
        "army",
        "of",
        "and",
        ",",
        ".",
        ";",
        ":",
        "-",
        "not",
        "if",
        "was",
        "by",
        "from",
        "to",
        "Denby",
        "who",
        "which",
        "held",
        "withdrew",
        "fell",
        "in",
        "on",
        "2029",
        "Thursday",
        "said",
        "denied",
        "that",
        "city",
        "both",
        "they",
        '"',
        "(",
        ")",
        "'s",
        "control",
        "hands",
        "under",
        "gates",
        "km",
        "five",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join)))
@settings(max_examples=200, deadline=None)
def test_no_text_raises_and_every_quote_is_in_its_text(text):
    for claim in read(text):
        assert text[claim.start : claim.end] == claim.quote
        assert claim.quote
        assert tuple(claim.to_record()) == CLAIM_COLUMNS


@given(st.lists(WORDS, max_size=40).map(" ".join))
@settings(max_examples=50, deadline=None)
def test_reading_is_a_pure_function(text):
    once = read(text)
    read("Rebels captured Denby. The Greens hold Garth.")
    assert read(text) == once


def test_a_page_in_one_line_is_read_in_reasonable_time():
    text = "rebels captured Carrow and " * 4000
    assert {claim.place for claim in read(text)} == {C}


def test_no_claim_is_told_twice():
    claims = read("Rebels captured Carrow. Carrow was captured by rebels. Carrow fell to the rebels.")
    assert len(claims) == 1


def test_dates_are_asked_of_the_dates_module():
    text = "Rebels captured Carrow on 9 May."
    assert [span.day for span in find_dates(text, published=PUBLISHED)] == [dt.date(2031, 5, 9)]
