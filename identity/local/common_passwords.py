"""What is tried first, folded: keyboard rows, names, words of a school. Digits around them do not help.

Every word counts in the other keyboard layout too: "пароль" is "gfhjkm" to whoever forgot to switch.
"""

from collections.abc import Iterable

_KEYS = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")


def in_both_layouts(words: Iterable[str]) -> frozenset[str]:
    """The words, and what comes of their keys with the keyboard left in Latin."""
    known = list(words)
    return frozenset(known) | {word.translate(_KEYS) for word in known}


_WORDS = """
    password passwort passw0rd pass parol parola qwerty qwertyuiop qwertyui qwerty123 qwerty12345 asdfgh
    asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc qwe asd zaq xsw admin administrator
    root user
    login guest test welcome letmein iloveyou monkey dragon football master sunshine princess
    superman batman
    pokemon minecraft roblox fortnite school shkola shkola24 uchitel director direktor zavuch
    dnevnik journal
    zhurnal parent roditel student uchenik secretary parta abc abcd abcdef abcdefgh abcdefghij qq
    qqq aa aaa
    zzz russia rossiya moscow moskva privet lubov lyubov natasha nastya marina svetlana elena olga
    tatiana
    irina sergey andrey alexander aleksandr dmitry maxim maksim samsung android iphone google yandex
    gosuslugi changeme secret default hello computer internet
    пароль мойпароль йцукен йцукенг йцукенгшщзхъ фывапролд фывапролджэ фыва ячсмить ячсмитьбю йцу йфя
    йфяцычувс привет любовь люблю школа школа24 учитель учительница директор завуч дневник журнал
    родитель
    ученик ученица админ россия москва наташа настя марина светлана елена ольга татьяна ирина сергей
    андрей
    александр дмитрий максим солнышко котик мама папа мамапапа секрет зайчик лялька самсунг яндекс
    госуслуги
    здравствуйте математика литература
    1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc q1w2e3 q1w2e3r4 q1w2e3r4t5 a1b2c3 a1b2c3d4 qwer1234
    qwe123 123qwe zaq12wsx zaq1xsw2 parol123 й1ц2у3к4 1й2ц3у4к
"""
_NAMES = """
    anna anya alina alena alla alex alexey aleksey anastasia anton artem artur arina boris bogdan
    vadim valentina
    valeria vasya vasiliy vera veronika victor viktor viktoria vitaliy vlad vladimir vladislav vova
    galina georgiy
    gleb grigoriy dana daniil danila darya dasha denis diana dima egor ekaterina katya elizaveta
    liza zhanna ivan
    vanya ignat igor ilya inna kirill kostya konstantin kristina ksenia ksyusha larisa lev leonid
    lena lera lilia
    lidia masha maria margarita rita matvey misha mihail mikhail nadezhda nadya nikita nikolay kolya
    nina oksana
    oleg olya pavel pasha petr polina roma roman ruslan sasha sveta semen sofia sonya stas stepan
    taisia tamara
    timofey timur ulyana fedor yulia yura yuriy yana yaroslav
    анна аня алина алена алла алексей леша анастасия антон артем артур арина борис богдан вадим
    валентина валерия
    вася василий вера вероника виктор виктория виталий влад владимир владислав вова галина галя
    георгий глеб
    григорий гриша дана даниил данила дарья даша денис диана дима егор екатерина катя елизавета лиза
    жанна женя иван
    ваня игнат игорь илья инна кирилл костя константин кристина ксения ксюша лариса лев леонид лена
    лера лилия лидия
    маша мария маргарита рита матвей миша михаил надежда надя никита николай коля нина оксана олег
    оля павел паша
    петр петя полина рома роман руслан саша света семен софия соня стас степан таисия тамара таня
    тимофей тимур
    ульяна федор юлия юля юра юрий яна ярослав
"""
_HOUSE = """
    parol1 moyparol moiparol novyiparol newpassword mypassword passw pa55word password1 p4ssword
    qwertyu qwert qwer
    asdf asdfg zxcv zxcvb poiuytrewq lkjhgfdsa mnbvcxz edcrfv qazxsw wsxedc qweqwe asdasd zxczxc qwaszx
    klass klassniy klassruk urok uroki zvonok otmetka ocenka raspisanie vypusknik kanikuly
    matematika algebra
    geometria fizika himia biologia istoria literatura informatika geografia fizkultura
    zima vesna leto osen solnce solnyshko kotik koshka sobaka zaika zayka krasotka krasavica mama
    mamapapa papa
    semya druzhba schastie udacha spartak zenit dinamo cska lokomotiv barcelona ronaldo messi rossia
    sochi piter
    spb saratov samara kazan omsk ufa perm tula ryazan voronezh rostov krasnodar sibir ural volga
    telefon kompyuter noutbuk vkontakte odnoklassniki telegram whatsapp youtube tiktok mailru rambler
    naruto batman spiderman starwars harrypotter hellokitty brawlstars standoff dota warcraft
    counterstrike
    класс классный классрук урок уроки звонок отметка оценка расписание выпускник каникулы алгебра
    геометрия физика
    химия биология история информатика география физкультура русский английский директорша секретарь
    зима весна лето осень солнце кошка собака зайка красотка красавица семья дружба счастье удача
    спартак зенит
    динамо локомотив сочи питер саратов самара казань омск уфа пермь тула рязань воронеж ростов
    краснодар сибирь урал
    волга телефон компьютер ноутбук вконтакте одноклассники телеграм
    новыйпароль старыйпароль парольпароль пароль1 пароль2 вход войти логин доступ секретный неважно
    незнаю забыл
    йцуке йцукен1 фывап фывапр ячсми ячсмит цукенг прорпо олдж ждэ эждлорпавыф хзщшгнекуцй
"""
COMMON = in_both_layouts(f"{_WORDS}{_NAMES}{_HOUSE}".split())
