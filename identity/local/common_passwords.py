"""What is tried first, folded: keyboard rows, names, words of a school. Digits around them do not help."""

_WORDS = """
    password passwort passw0rd pass parol parola qwerty qwertyuiop qwertyui qwerty123 qwerty12345 asdfgh
    asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc qwe asd zaq xsw admin administrator root user
    login guest test welcome letmein iloveyou monkey dragon football master sunshine princess superman batman
    pokemon minecraft roblox fortnite school shkola shkola24 uchitel director direktor zavuch dnevnik journal
    zhurnal parent roditel student uchenik secretary parta abc abcd abcdef abcdefgh abcdefghij qq qqq aa aaa
    zzz russia rossiya moscow moskva privet lubov lyubov natasha nastya marina svetlana elena olga tatiana
    irina sergey andrey alexander aleksandr dmitry maxim maksim samsung android iphone google yandex
    gosuslugi changeme secret default hello computer internet
    пароль мойпароль йцукен йцукенг йцукенгшщзхъ фывапролд фывапролджэ фыва ячсмить ячсмитьбю йцу йфя
    йфяцычувс привет любовь люблю школа школа24 учитель учительница директор завуч дневник журнал родитель
    ученик ученица админ россия москва наташа настя марина светлана елена ольга татьяна ирина сергей андрей
    александр дмитрий максим солнышко котик мама папа мамапапа секрет зайчик лялька самсунг яндекс госуслуги
    здравствуйте математика литература
    1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc q1w2e3 q1w2e3r4 q1w2e3r4t5 a1b2c3 a1b2c3d4 qwer1234
    qwe123 123qwe zaq12wsx zaq1xsw2 parol123 й1ц2у3к4 1й2ц3у4к
"""
COMMON = frozenset(_WORDS.split())
