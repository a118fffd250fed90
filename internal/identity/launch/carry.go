package launch

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"time"

	"eerstelijn/internal/keys"
)

// CarryTime is how long what a record gave may fill in a form.
const CarryTime = 30 * time.Minute

const carryAbout = "launch carry"

// Names of the cookie that carries it, and of the field of an address that holds the handle.
const (
	CarryCookie = "dossier"
	CarryField  = "van"
)

// carried travels in the browser of who opened a record, sealed. It holds for them alone, and for the one
// form that Handle was given to: a record that was opened before never fills in a form about somebody else.
type carried struct {
	Handle string `json:"h"`
	Person string `json:"w"`
	System string `json:"s"`
	Given  Given  `json:"d"`
	Until  int64  `json:"u"`
}

// Carry seals what a record gave, for the browser to keep, and gives the handle by which the form asks for
// it. The handle says nothing of anybody.
func (s *Service) Carry(ctx context.Context, a Arrived) (sealed, handle string, err error) {
	c := carried{Handle: rand.Text()[:10], Person: string(a.SignIn.Person), System: a.System.Name, Given: a.Given, Until: s.Now().Add(CarryTime).Unix()}
	text, err := json.Marshal(c)
	if err != nil {
		return "", "", err
	}
	box, err := s.Keys.Seal(ctx, keys.ForLogins, text, carryAbout)
	if err != nil {
		return "", "", err
	}
	return base64.RawURLEncoding.EncodeToString(box), c.Handle, nil
}

// Carried opens what a browser kept, for the person and the form that it was sealed for; false for
// anything else. system is the name of the record system it came from.
func (s *Service) Carried(ctx context.Context, sealed, handle, person string) (_ Given, system string, _ bool) {
	box, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || handle == "" || person == "" {
		return Given{}, "", false
	}
	var c carried
	text, err := s.Keys.Open(ctx, keys.ForLogins, box, carryAbout)
	if err != nil || json.Unmarshal(text, &c) != nil {
		return Given{}, "", false
	}
	if c.Handle != handle || c.Person != person || s.Now().Unix() > c.Until {
		return Given{}, "", false
	}
	return c.Given, c.System, true
}
