package hours

import (
	"strings"
	"testing"
)

func TestParseDutch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"niet bekend", ""},
		{"ma-vr 8-17, do tot 20, niet op 2e pinksterdag", "Mo-We,Fr 08:00-17:00; Th 08:00-20:00; easter +50 days off"},
		{"Mo-Fr 08:00-17:00; PH off", "Mo-Fr 08:00-17:00; PH off"},
		{"24/7", "24/7"},
		{"Dag en nacht", "24/7"},
		{"24 uur per dag, 7 dagen per week", "24/7"},
		{"elke dag 9–17", "Mo-Su 09:00-17:00"},
		{"8:00–17:00", "Mo-Su 08:00-17:00"},
		{"van 8 tot 17 uur", "Mo-Su 08:00-17:00"},
		{"ma t/m vr 8u30 tot 17.00u", "Mo-Fr 08:30-17:00"},
		{"maandag tot en met vrijdag van 8 tot 17 uur", "Mo-Fr 08:00-17:00"},
		{"werkdagen 8.30-12 en 13-17 uur", "Mo-Fr 08:30-12:00,13:00-17:00"},
		{"8-17 op werkdagen", "Mo-Fr 08:00-17:00"},
		{"tussen 8 en 17 uur", "Mo-Su 08:00-17:00"},
		{"ma-vr vanaf 8 tot 17", "Mo-Fr 08:00-17:00"},
		{"ma, wo en vr 9-12", "Mo,We,Fr 09:00-12:00"},
		{"ma/wo/vr 9-12", "Mo,We,Fr 09:00-12:00"},
		{"maandag: 08:00 - 12:00 en 13:30 - 17:00\ndinsdag: 08:00 - 12:00", "Mo 08:00-12:00,13:30-17:00; Tu 08:00-12:00"},
		{"za 10-14, zo gesloten", "Sa 10:00-14:00"},
		{"ma-vr 8.00-17.00 uur. Zaterdag en zondag gesloten.", "Mo-Fr 08:00-17:00"},
		{"elke dag behalve zondag 9-17", "Mo-Sa 09:00-17:00"},
		{"vr 22-6", "Fr 22:00-06:00"},
		{"ma-vr 18 tot 24 uur", "Mo-Fr 18:00-24:00"},
		{"ma-vr 8-17, wo vanaf 13 uur", "Mo-Tu,Th-Fr 08:00-17:00; We 13:00-17:00"},
		{"ma-vr 8-17, do ook 19-21", "Mo-We,Fr 08:00-17:00; Th 08:00-17:00,19:00-21:00"},
		{"gesloten", "off"},
		{"niet op feestdagen", "PH off"},
		{"niet op feestdagen; 9-17", "Mo-Su 09:00-17:00; PH off"},
		{"niet op feestdagen, za 10-14", "Sa 10:00-14:00; PH off"},
		{"zon- en feestdagen gesloten; ma-za 9-18", "Mo-Sa 09:00-18:00; PH off"},
		{"ma-vr 8-17, niet op koningsdag", "Mo-Fr 08:00-17:00; Apr 26 Sa off; Apr 27 Mo-Sa off"},
		{"ma-vr 8-17, niet op 1e en 2e kerstdag, goede vrijdag", "Mo-Fr 08:00-17:00; Dec 25 off; Dec 26 off; easter -2 days off"},
		{"ma-vr 8-17 behalve met pasen", "Mo-Fr 08:00-17:00; easter off; easter +1 day off"},
		{"ma-vr 8-17, 1 jan gesloten", "Mo-Fr 08:00-17:00; Jan 01 off"},
		{"ma-vr 8-17, za 10-12, 24 dec tot 16", "Mo-Fr 08:00-17:00; Sa 10:00-12:00; Dec 24 Mo-Fr 08:00-16:00"},
		{"ma-vr 8-17, 24 december 2026 tot 16 uur", "Mo-Fr 08:00-17:00; 2026 Dec 24 08:00-16:00"},
		{"ma-vr 8-17, hemelvaart tot 12", "Mo-Fr 08:00-17:00; easter +39 days 08:00-12:00"},
		{"24-12-2026 10-16", "2026 Dec 24 10:00-16:00"},
		{"24 en 25 dec 10-12", "Dec 24 10:00-12:00; Dec 25 10:00-12:00"},
		{"ma 8-9, 24-26 dec gesloten", "Mo 08:00-09:00; Dec 24-26 off"},
		{"24 dec 2026 t/m 2 jan gesloten; ma-vr 8-17", "Mo-Fr 08:00-17:00; 2026 Dec 24-2027 Jan 02 off"},
		{"ma-vr 8-17, 20 juli-15 aug ma-vr 9-12", "Mo-Fr 08:00-17:00; Jul 20-Aug 15 Mo-Fr 09:00-12:00"},
		{"in juli op ma en wo 9-12", "Jul 01-31 Mo,We 09:00-12:00"},
		{"2e donderdag van de maand 13-17", "Th[2] 13:00-17:00"},
		{"1e en laatste di van de maand gesloten, ma-vr 9-17", "Mo-Fr 09:00-17:00; Tu[1,-1] off"},
	} {
		h, err := ParseDutch(c.in)
		if err != nil || h.String() != c.want {
			t.Errorf("ParseDutch(%q) = %q, %v, want %q", c.in, h, err, c.want)
		}
	}
}

func TestParseDutchRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, part string }{
		{"bel mevrouw Jansen", "character 1: unknown word"},
		{"ma", "character 3: these days need times"},
		{"ma 8", "closing time"},
		{"ma 25-26", "character 4: expected a time"},
		{"ma 8-8", "cannot be equal"},
		{"do tot 20", "both an opening and a closing time"},
		{"ma-vr 8-17, feestdagen tot 12", "both an opening and a closing time"},
		{"zondag 24 dec 10-12", "weekday or the date"},
		{"30 feb gesloten", "no such date"},
		{"niet op zo 10-14", "take no times"},
		{"niet op ma, di, za 10-14", "semicolon"},
		{"ma-vr 8-17; 18-20", "expected days"},
		{"2e 10-12", "expected a day"},
		{"2e weekend 10-12", "one weekday"},
		{"3e kerstdag gesloten", "first and a second day"},
		{"werkdagen-zo 8-12", "day to day"},
		{"ma-vr 8-17 niet", "need times"},
		{";", "no days or times"},
		{"ma 7-9, vanaf 24 dec dicht", "write a period"},
		{strings.Repeat("ma ", 200), "500 characters"},
	} {
		h, err := ParseDutch(c.in)
		wantInvalid(t, c.in, "openingstijden", c.part, err)
		if err != nil && strings.Contains(err.Error(), "Jansen") {
			t.Error("the error repeats what was typed")
		}
		if h.Known() {
			t.Errorf("ParseDutch(%q) gave hours with its error", c.in)
		}
	}
}

func TestDutch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ osm, want string }{
		{"", "openingstijden niet bekend"},
		{"off", "gesloten"},
		{"24/7", "dag en nacht open"},
		{"24/7; Dec 25 off", "dag en nacht open; gesloten op eerste kerstdag"},
		{"Mo-We,Fr 08:00-17:00; Th 08:00-20:00; easter +50 days off",
			"maandag t/m vrijdag 8.00–17.00 uur, donderdag tot 20.00 uur; gesloten op tweede pinksterdag"},
		{"Mo,We,Fr 08:30-12:00,13:00-17:00", "maandag, woensdag en vrijdag 8.30–12.00 en 13.00–17.00 uur"},
		{"Sa-Su 00:00-24:00", "zaterdag en zondag dag en nacht"},
		{"Fr 22:00-06:00", "vrijdag 22.00–6.00 uur"},
		{"Mo 08:00-33:00", "maandag 8.00–9.00 uur (de volgende dag)"},
		{"Apr 26 Sa off; Apr 27 Mo-Sa off; PH 10:00-12:00", "gesloten op Koningsdag; op feestdagen 10.00–12.00 uur"},
		{"Mo 10:00-12:00; Dec 24-26 off; Jul 20-Aug 15 off", "maandag 10.00–12.00 uur; gesloten van 24 t/m 26 december en van 20 juli t/m 15 augustus"},
		{"Mo 10:00-12:00, PH 10:00-14:00", "maandag 10.00–12.00 uur; ook op feestdagen 10.00–14.00 uur"},
		{"Th[1,3] 13:00-17:00", "op de eerste en derde donderdag van de maand 13.00–17.00 uur"},
		{"Mo-Fr 08:00-17:00; Dec 24 Mo-Fr 08:00-16:00",
			"maandag t/m vrijdag 8.00–17.00 uur; op 24 december op een maandag t/m vrijdag 8.00–16.00 uur"},
		{"2026 Dec 24-2027 Jan 02 off", "gesloten van 24 december 2026 t/m 2 januari 2027"},
		{"easter +40 days off", "gesloten op dag 40 na Pasen"},
	} {
		if got := parse(t, c.osm).Dutch(); got != c.want {
			t.Errorf("%q: %q, want %q", c.osm, got, c.want)
		}
	}
}
