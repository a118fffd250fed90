package rest

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"eerstelijn/internal/fhir/outcome"
)

const (
	fhirJSON  = outcome.Media
	plainJSON = "application/json"
	charset   = "; charset=utf-8"
)

// formats are the values of _format that mean JSON. A + that was not escaped arrives as a space.
var formats = map[string]string{
	"json": fhirJSON, fhirJSON: fhirJSON, "application/fhir json": fhirJSON, plainJSON: plainJSON, "text/json": plainJSON,
}

// negotiate chooses the content type of the answer; _format goes before Accept.
func (c *call) negotiate(format string) error {
	c.media = fhirJSON
	if format != "" {
		kind, _, _ := strings.Cut(format, ";")
		chosen, ok := formats[strings.TrimSpace(kind)]
		if !ok || otherVersion(format) {
			return notAcceptable()
		}
		c.media = chosen
		return nil
	}
	accept := strings.Join(c.r.Header.Values("Accept"), ",")
	if strings.TrimSpace(accept) == "" {
		return nil
	}
	best := 0.0
	for one := range strings.SplitSeq(accept, ",") {
		media, quality := accepted(one)
		if media != "" && (quality > best || quality == best && media == fhirJSON) {
			c.media, best = media, quality
		}
	}
	if best == 0 {
		return notAcceptable()
	}
	return nil
}

// accepted gives what one range of an Accept header means for us, and how much it is wanted.
func accepted(one string) (media string, quality float64) {
	kind, params, err := mime.ParseMediaType(one)
	if err != nil || otherVersion(params["fhirversion"]) {
		return "", 0
	}
	quality = 1
	if q, has := params["q"]; has {
		if quality, err = strconv.ParseFloat(q, 64); err != nil || !(quality >= 0 && quality <= 1) {
			return "", 0
		}
	}
	switch kind {
	case "*/*", "application/*", fhirJSON, "application/json+fhir":
		return fhirJSON, quality
	case plainJSON, "text/json":
		return plainJSON, quality
	}
	return "", 0
}

// otherVersion tells whether something asks for another FHIR than R4.
func otherVersion(s string) bool {
	_, version, named := strings.Cut(s, "fhirVersion=")
	if !named {
		version = s
	}
	version = strings.TrimSpace(version)
	return version != "" && version[0] >= '0' && version[0] <= '9' && version != "4.0"
}

func notAcceptable() error {
	return outcome.Refuse(http.StatusNotAcceptable, "not-supported", "Wij geven alleen JSON (application/fhir+json, FHIR 4.0).", "only JSON is given: application/fhir+json or application/json, FHIR 4.0")
}
