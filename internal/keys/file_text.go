package keys

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

// fileKey is a key as it stands in the file: with its secret, or, once it was retired, with the public
// halves of what it signed with.
type fileKey struct {
	ID      string             `json:"id"`
	Made    time.Time          `json:"made"`
	From    time.Time          `json:"from,omitzero"`   // when it is first used; absent: at once
	Secret  []byte             `json:"secret,omitzero"` // 32 bytes
	Retired bool               `json:"retired,omitzero"`
	Public  map[Purpose][]byte `json:"public,omitzero"` // of a retired key, 32 bytes each
}

// signing are the purposes whose signatures must be checked for longer than a key is kept.
var signing = []Purpose{ForSeals, ForAgreements}

// retire gives what stays of a key that goes: nothing that opens, hashes or signs anything.
func (k fileKey) retire() (fileKey, error) {
	left := fileKey{ID: k.ID, Made: k.Made, From: k.From, Retired: true, Public: map[Purpose][]byte{}}
	for _, p := range signing {
		seed, err := derive(k.Secret, "sign "+string(p))
		if err != nil {
			return fileKey{}, err
		}
		left.Public[p] = publicOf(seed)
	}
	return left, nil
}

// content is a key file: the keys that work, newest first, and what is left of those that went.
type content struct{ keys, retired []fileKey }

const secretSize = 32

// newFileKey makes a key. Its id is by chance, so that two made in one moment differ.
func newFileKey(now time.Time) fileKey {
	k := fileKey{ID: "k" + strings.ToLower(rand.Text()[:10]), Made: now.UTC().Truncate(time.Second), Secret: make([]byte, secretSize)}
	_, _ = rand.Read(k.Secret) // never fails
	return k
}

// parseFile reads the text of a key file. Its errors quote nothing of it.
func parseFile(body []byte) (content, error) {
	var c content
	var all []fileKey
	if err := json.Unmarshal(body, &all); err != nil {
		return content{}, errors.New("expected a JSON list of keys as 'eerstelijn keys make' writes it")
	}
	seen := map[string]bool{}
	for _, k := range all {
		if !validID(k.ID) || seen[k.ID] {
			return content{}, errors.New("each key needs an id of its own, of small letters and digits")
		}
		seen[k.ID] = true
		if k.Retired {
			for _, public := range k.Public {
				if len(public) != ed25519.PublicKeySize {
					return content{}, errors.New("each public key of a retired key has 32 bytes")
				}
			}
			k.Secret = nil
			c.retired = append(c.retired, k)
			continue
		}
		if len(k.Secret) != secretSize {
			return content{}, errors.New("each key needs a secret of 32 bytes")
		}
		k.Public = nil
		c.keys = append(c.keys, k)
	}
	if len(c.keys) == 0 {
		return content{}, errors.New("expected at least one key that was not retired")
	}
	return c, nil
}

// validID keeps ids short and plain: they stand in every sealed value, and [Prefix] relies on their
// looking the same there as here.
func validID(id string) bool {
	if id == "" || len(id) > 64 {
		return false
	}
	for _, c := range []byte(id) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

func encodeFile(c content) []byte {
	body, err := json.MarshalIndent(slices.Concat(c.keys, c.retired), "", "  ") // #nosec G117 -- the key file is where the keys stand
	if err != nil {
		panic("keys: ids, moments and bytes are always JSON: " + err.Error())
	}
	return append(body, '\n')
}
