package areamap

import (
	"strconv"

	"eerstelijn/internal/network"
)

// Source says where the areas and figures of an atlas come from, as the frame of a page shows it.
// Statistics Netherlands numbers its municipalities below 2000: codes that begin with a 9 are invented.
func Source(atlas *network.Atlas) string {
	const invented = "bedachte gegevens"
	if atlas == nil {
		return ""
	}
	for _, kind := range []network.AreaKind{network.Municipality, network.Wijk} {
		for _, a := range atlas.Areas(kind) {
			if !Invented(a.Code) {
				return "CBS, Kerncijfers wijken en buurten " + strconv.Itoa(a.Year) + "; kaart: CBS/Kadaster, CC BY 4.0"
			}
		}
	}
	return invented
}

// Invented tells whether an area exists in demonstrations only.
func Invented(code network.AreaCode) bool {
	return len(code) > 2 && code[2] == '9'
}
