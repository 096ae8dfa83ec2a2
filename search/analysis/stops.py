"""Stop words: function words only, for a word of the domain must never be lost. Folded when they are read."""

from __future__ import annotations

STOPS: dict[str, str] = {
    "fr": """
        a à ai aie aient ait alors après as au aucun aucune aujourd'hui aura aurait auront aussi autre autres
        aux avait avaient avant avec avoir avons ayant c ça car ce ceci cela celle celles celui ces cet cette
        ceux chaque chez ci comme comment d dans de depuis des donc dont du elle elles en encore entre es est
        et étaient était étant être eu eux furent fut hors ici il ils j je jusque l la là le les leur leurs
        lors lorsque lui m ma mais me même mêmes mes moi mon n ne ni nos notre nous on ont or ou où par parce
        pas pendant peu peut peuvent plus pour pourquoi près puis qu quand que quel quelle quelles quels qui
        quoi s sa sans se sera serait seront ses si soi soit sommes son sont sous sur t ta te tes toi ton tous
        tout toute toutes très tu un une vers voici voilà vos votre vous y
    """,
    "en": """
        a about above after again all also am an and any are aren as at be because been before being below
        between both but by can could did do does doing don down during each few for from further had has have
        having he her here hers him himself his how i if in into is isn it its itself just ll me more most my
        myself no nor not now of off on once only or other our ours ourselves out over own re s same she
        should so some such t than that the their theirs them themselves then there these they this those
        through to too under until up us ve very was we were what when where which while who whom why will
        with would you your yours yourself yourselves
    """,
    "it": """
        a abbia abbiamo ad agli ai al alla alle allo anche ancora avere aveva avevano c che chi ci coi col
        come con contro cui d da dagli dai dal dalla dalle dallo degli dei del della delle dello di dopo dove
        durante e è ed era erano essere fa fra gli ha hanno ho i il in io l la le lei li lo loro lui ma me
        mentre mi mia mie miei mio ne negli nei nel nella nelle nello no noi non nostra nostre nostri nostro o
        od ogni per perché perciò più poi prima qua quale quali quando quanta quante quanti quanto quella
        quelle quelli quello questa queste questi questo qui s sarà se sei senza si sia siamo siete sono sopra
        sotto sta stata state stati stato su sua sue sugli sui sul sulla sulle sullo suo suoi tra tu tua tue
        tuo tuoi tutta tutte tutti tutto un una uno v vi voi vostra vostre vostri vostro
    """,
    "pt": """
        a à acerca ainda além algo alguma algumas alguns algum ante antes ao aos após aquela aquelas aquele
        aqueles aquilo as às assim até cada com como contra da das de dela delas dele deles depois desde dessa
        dessas desse desses desta destas deste destes do dos durante e é ela elas ele eles em entre era eram
        essa essas esse esses esta está estão estas estava estavam este estes estou eu foi foram há isso isto
        já la lhe lhes lo mais mas me mesma mesmas mesmo mesmos meu meus minha minhas muito na não nas nem
        nessa nessas nesse nesses nesta nestas neste nestes no nos nós nossa nossas nosso nossos num numa o
        onde os ou outra outras outro outros para pela pelas pelo pelos perante pois por porque qual quais
        quando quanto que quem são se sem sempre sendo ser será seu seus sob sobre sua suas são também tão te
        tem têm tendo ter teu teus toda todas todo todos tu tua tuas um uma umas uns você vocês vos
    """,
    "es": """
        a al algo alguna algunas alguno algunos ante antes aquel aquella aquellas aquellos así aún aunque bajo
        cada como cómo con contra cual cuál cuales cuando cuándo de del desde después donde dónde dos durante
        e el él ella ellas ello ellos en entre era eran eres es esa esas ese eso esos esta está estaba estaban
        estamos están estar estas este esto estos estoy fue fueron ha haber había habían han hasta hay he
        hemos la las le les lo los más me mi mí mientras mis mucho muchos muy nada ni no nos nosotras nosotros
        nuestra nuestras nuestro nuestros o os otra otras otro otros para pero poco por porque pues que qué
        quien quién quienes se sea según ser si sí sido siempre sin sobre sois somos son soy su sus suya suyo
        también tan tanto te tenemos tener tiene tienen toda todas todo todos tras tu tú tus un una unas uno
        unos vosotras vosotros vuestra vuestras vuestro vuestros y ya yo
    """,
    "ca": """
        a abans això al algun alguna algunes alguns als altra altre altres amb ans aquell aquella aquelles
        aquells aquest aquesta aquestes aquests aquí bé cada com contra d d'en dalt de del dels des després
        dins dintre doncs durant e el ell ella elles ells els em en encara ens entre era eren érem es és ets
        està estan estava esteu etc fa fan fer fins fou fora ha haver havia hi ho i igual l la les li llavors
        lo los m ma mateix mateixa mateixes mateixos me mentre mes meu meus meva meves mi més molt molta
        moltes molts n ne ni no nosaltres nostra nostre nostres o on per però perquè poc poca pocs poques
        potser pro quan quant quants que què qui quin quina quines quins s sa se sense ser serà seu seus seva
        seves sí si sigui sobre sols som són sota sou t ta també tant te teu teus teva teves ti tot tota totes
        tots tu un una unes uns us vàrem va vam van vaig vos vosaltres vostra vostre vostres
    """,
    "nl": """
        aan al alle alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus een
        eens en er ge geen geweest haar had heb hebben heeft hem het hier hij hoe hun iemand iets ik in is ja
        je kan kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of om omdat onder ons
        onze ook op over reeds te tegen toch toen tot u uit uw van veel voor want waren was wat werd wezen wie
        wij wil worden wordt ze zelf zich zij zijn zo zonder zou
    """,
    "eu": """
        al ala alde anitz arabera asko aurretik aurrera baina bainan baino baita bat batean batek baten batera
        batez batzuek batzuk behar bera beraien berau berauek bere berori beroriek beste bezala da dago dira
        ditu du dute edo egin egiten ere eta eurak ez gainera gara gero gu gutxi guzti guztiak haiek haietan
        hainbeste hala han handik hango hara hari hark hartan hau hauei hauek hauetan hemen hemendik hemengo
        hi hona honek honela honetan honi hor hori horiei horiek horietan horko horra horrek horrela horretan
        horri hortik hura izan izango izaten ni noiz nola non nondik nongo nor nora orain ordea oso zein zen
        zenbait zenbat zer zergatik zituen ziren zu zuek zuen zuten
    """,
}
