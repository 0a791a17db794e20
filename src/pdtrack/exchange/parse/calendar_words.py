"""Names of months and weekdays, and the marks of a 12-hour clock, in the languages that apps use.

From the Unicode CLDR. A word that means two months in two languages is left out, so that no date
is guessed. Only an import needs them.
"""

from __future__ import annotations

from typing import Final

# January to December; the words of a month have bars between them.
MONTH_WORDS: Final = (
    "de gen | de gener | ene | enero | gen | gener | gennaio | ian | ianuarie | jaan | "
    "jaanuar | jan | janeiro | januar | januari | january | január | januára | janv | janvier "
    "| janvāris | led | leden | ledna | oca | ocak | saus | sausio | sausis | sty | styczeń | "
    "stycznia | tammi | tammikuu | tammikuuta | ιαν | ιανουάριοσ | ιανουαρίου | січ | січень "
    "| січня | янв | январь | января | яну | януари | ינואר | ינו׳ | يناير | जनवरी | जन॰",
    "de febr | de febrer | feb | febbraio | febr | febrer | febrero | februar | februari | "
    "februarie | february | február | februára | februāris | fev | fevereiro | févr | février "
    "| helmi | helmikuu | helmikuuta | lut | lutego | luty | vas | vasario | vasaris | veebr "
    "| veebruar | úno | únor | února | şub | şubat | φεβ | φεβρουάριοσ | φεβρουαρίου | лют | "
    "лютий | лютого | фев | февр | февраль | февраля | февруари | פברואר | פבר׳ | فبراير | "
    "फ़रवरी | फ़र॰",
    "bře | březen | března | de març | kov | kovas | kovo | maalis | maaliskuu | maaliskuuta "
    "| maart | mac | mar | marca | march | marec | maret | mars | mart | martie | marts | "
    "marzec | marzo | març | março | mrt | márc | március | mär | märts | märz | μάρ | "
    "μάρτιοσ | μαρ | μαρτίου | бер | березень | березня | мар | март | марта | מרץ | مارس | "
    "मार्च",
    "abr | abril | apr | april | aprile | aprilie | aprill | apríl | apríla | aprīlis | avr | "
    "avril | bal | balandis | balandžio | dub | duben | dubna | d’abr | d’abril | huhti | "
    "huhtikuu | huhtikuuta | kwi | kwiecień | kwietnia | nis | nisan | ápr | április | απρ | "
    "απρίλιοσ | απριλίου | апр | апрель | апреля | април | квіт | квітень | квітня | אפריל | "
    "אפר׳ | أبريل | अप्रैल",
    "de maig | geg | gegužė | gegužės | kvě | květen | května | mag | maggio | mai | maig | "
    "maijs | maio | maj | maja | may | mayo | mayıs | mei | máj | mája | május | touko | "
    "toukokuu | toukokuuta | μάι | μάιοσ | μαΐ | μαΐου | май | мая | трав | травень | травня "
    "| מאי | مايو | मई",
    "birž | birželio | birželis | cze | czerwca | czerwiec | de juny | giu | giugno | haz | "
    "haziran | iun | iunie | juin | jun | june | junho | juni | junij | junio | juny | juuni "
    "| jún | júna | június | jūn | jūnijs | kesä | kesäkuu | kesäkuuta | červen | června | "
    "čvn | ιουν | ιουνίου | ιούν | ιούνιοσ | июн | июнь | июня | черв | червень | червня | "
    "юни | יוני | يونيو | जून",
    "de jul | de juliol | heinä | heinäkuu | heinäkuuta | iul | iulie | juil | juillet | jul "
    "| julai | julho | juli | julij | julio | juliol | july | juuli | júl | júla | július | "
    "jūl | jūlijs | liep | liepa | liepos | lip | lipca | lipiec | lug | luglio | tem | "
    "temmuz | července | červenec | čvc | ιουλ | ιουλίου | ιούλ | ιούλιοσ | июл | июль | июля "
    "| лип | липень | липня | юли | יולי | يوليو | जुलाई | जुल॰",
    "ag | ago | agost | agosto | agu | agustus | août | aug | august | augusta | augusti | "
    "augusts | augustus | augusztus | avg | avgust | ağu | ağustos | d’ag | d’agost | elo | "
    "elokuu | elokuuta | ogo | ogos | rugp | rugpjūtis | rugpjūčio | sie | sierpień | "
    "sierpnia | srp | srpen | srpna | αυγ | αυγούστου | αύγ | αύγουστοσ | авг | август | "
    "августа | серп | серпень | серпня | אוגוסט | אוג׳ | أغسطس | अगस्त | अग॰",
    "de set | de setembre | eyl | eylül | rugs | rugsėjis | rugsėjo | sep | sept | september "
    "| septembra | septembre | septembrie | septembris | septiembre | set | setembre | "
    "setembro | settembre | syys | syyskuu | syyskuuta | szept | szeptember | wrz | wrzesień "
    "| września | zář | září | σεπ | σεπτέμβριοσ | σεπτεμβρίου | вер | вересень | вересня | "
    "сент | сентябрь | сентября | сеп | септември | ספטמבר | ספט׳ | سبتمبر | सितंबर | सित॰",
    "d’oct | d’octubre | eki | ekim | loka | lokakuu | lokakuuta | oct | october | octobre | "
    "octombrie | octubre | okt | oktober | oktobris | oktoober | október | októbra | ott | "
    "ottobre | out | outubro | paź | październik | października | spal | spalio | spalis | "
    "říj | říjen | října | οκτ | οκτωβρίου | οκτώβριοσ | жовт | жовтень | жовтня | окт | "
    "октомври | октябрь | октября | אוקטובר | אוק׳ | أكتوبر | अक्टूबर | अक्टू॰",
    "de nov | de novembre | kas | kasım | lapkr | lapkritis | lapkričio | lis | listopad | "
    "listopada | listopadu | marras | marraskuu | marraskuuta | noiembrie | nov | november | "
    "novembra | novembre | novembris | novembro | noviembre | νοέ | νοέμβριοσ | νοε | "
    "νοεμβρίου | лист | листопад | листопада | ное | ноември | нояб | ноябрь | ноября | "
    "נובמבר | נוב׳ | نوفمبر | नवंबर | नव॰",
    "ara | aralık | de des | de desembre | dec | december | decembra | decembrie | decembris "
    "| des | desember | desembre | dets | detsember | dez | dezember | dezembro | dic | "
    "dicembre | diciembre | dis | disember | déc | décembre | gru | grudnia | grudzień | "
    "gruod | gruodis | gruodžio | joulu | joulukuu | joulukuuta | pro | prosince | prosinec | "
    "δεκ | δεκέμβριοσ | δεκεμβρίου | груд | грудень | грудня | дек | декабрь | декабря | "
    "декември | דצמבר | דצמ׳ | ديسمبر | दिसंबर | दिस॰",
)
# Monday to Sunday.
WEEKDAY_WORDS: Final = (
    "dilluns | dl | esmaspäev | hétfő | isn | isnin | lun | lundi | lunedì | lunes | luni | "
    "ma | maanantai | maanantaina | maandag | man | mandag | mo | mon | monday | montag | mån "
    "| måndag | pazartesi | pirmadienis | pirmd | pirmdiena | po | pon | pondelok | pondělí | "
    "ponedeljek | poniedziałek | pr | pzt | seg | segunda-feira | sen | senin | thứ hai | δευ "
    "| δευτέρα | пн | понеделник | понедельник | понеділок | יום ב׳ | יום שני | الاثنين | सोम "
    "| सोमवार",
    "an | antradienis | di | dienstag | dimarts | dinsdag | dt | kedd | mar | mardi | martedì "
    "| martes | marți | otrd | otrdiena | sal | salı | sel | selasa | teisipäev | ter | "
    "terça-feira | thứ ba | ti | tiistai | tiistaina | tir | tirs | tirsdag | tis | tisdag | "
    "torek | tue | tuesday | ut | utorok | wt | wtorek | út | úterý | τρί | τρίτη | вт | "
    "вторник | вівторок | יום ג׳ | יום שלישי | الثلاثاء | मंगल | मंगलवार",
    "dc | dimecres | ke | keskiviikko | keskiviikkona | kolmapäev | mer | mercoledì | "
    "mercredi | mi | mie | miercuri | mittwoch | mié | miércoles | ons | onsdag | qua | "
    "quarta-feira | rab | rabu | sre | sreda | st | streda | středa | sze | szerda | thứ tư | "
    "tr | trečiadienis | trešd | trešdiena | wed | wednesday | wo | woensdag | çar | çarşamba "
    "| śr | środa | τετ | τετάρτη | середа | ср | среда | сряда | יום ד׳ | יום רביעי | "
    "الأربعاء | बुध | बुधवार",
    "ceturtd | ceturtdiena | cs | csütörtök | czw | czwartek | dijous | dj | do | donderdag | "
    "donnerstag | gio | giovedì | jeu | jeudi | joi | jue | jueves | kam | kamis | "
    "ketvirtadienis | kha | khamis | kt | neljapäev | per | perşembe | qui | quinta-feira | "
    "thu | thursday | thứ năm | to | tors | torsdag | torstai | torstaina | čet | četrtek | "
    "čt | čtvrtek | štvrtok | πέμ | πέμπτη | четвер | четверг | четвъртък | чт | יום ה׳ | יום "
    "חמישי | الخميس | गुरु | गुरुवार",
    "cum | cuma | divendres | dv | fr | fre | fredag | freitag | fri | friday | jum | jumaat "
    "| jumat | pe | penktadienis | perjantai | perjantaina | pet | petek | pi | piatok | "
    "piektd | piektdiena | piątek | pn | pt | pá | pátek | péntek | reede | sex | sexta-feira "
    "| thứ sáu | ven | vendredi | venerdì | vie | viernes | vin | vineri | vr | vrijdag | παρ "
    "| παρασκευή | пʼятниця | петък | пт | пятница | יום ו׳ | יום שישי | الجمعة | शुक्र | "
    "शुक्रवार",
    "cmt | cumartesi | dissabte | ds | la | lauantai | lauantaina | laupäev | lör | lördag | "
    "lør | lørdag | sa | sab | sabato | sabtu | sam | samedi | samstag | sat | saturday | "
    "sestd | sestdiena | sob | sobota | szo | szombat | sáb | sábado | sâm | sâmbătă | thứ "
    "bảy | za | zaterdag | šeštadienis | σάβ | σάββατο | сб | суббота | субота | събота | יום "
    "שבת | שבת | السبت | शनि | शनिवार",
    "ahad | ahd | chủ nhật | cn | dg | dim | dimanche | diumenge | dom | domenica | domingo | "
    "dum | duminică | min | minggu | ne | ned | nedelja | nedeľa | neděle | niedz | niedziela "
    "| paz | pazar | pühapäev | sekmadienis | sk | sonntag | su | sun | sunday | sunnuntai | "
    "svētd | svētdiena | sön | söndag | søn | søndag | vasárnap | zo | zondag | κυρ | κυριακή "
    "| воскресенье | вс | нд | неделя | неділя | יום א׳ | יום ראשון | الأحد | रवि | रविवार",
)
# The marks of a 12-hour clock, without spaces and dots: before noon, after noon.
HALF_DAY_WORDS: Final = (
    "a | am | ap | de | dop | dopoldne | fm | förmiddag | pg | priekšp | priekšpusdiena | "
    "priekšpusdienā | priešpiet | prp | sa | vorm | öö | πμ | дп | проб | לפנה״צ | ص | صباحًا "
    "| ق | قظ | ఉ | ก่อนเที่ยง | 上午 | 凌晨 | 午前 | 早上 | 清晨 | 오전",
    "ch | du | eftermiddag | em | ip | nachm | odp | p | pm | pop | popiet | popoldne | ptg | "
    "pēcp | pēcpusd | pēcpusdiena | pēcpusdienā | ös | μμ | пп | слоб | אחה״צ | ب | بظ | "
    "بعدازظهر | م | مساءً | సా | หลังเที่ยง | 下午 | 中午 | 傍晚 | 午後 | 晚上 | 오후",
)
