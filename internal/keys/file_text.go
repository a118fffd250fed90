package keys

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"time"
)

// fileKey is a key as it stands in the file.
type fileKey struct {
	ID     string    `json:"id"`
	Made   time.Time `json:"made"`
	From   time.Time `json:"from,omitzero"` // when it is first used; absent: at once
	Secret []byte    `json:"secret"`        // 32 bytes
}

const secretSize = 32

// newFileKey makes a key. Its id is by chance, so that two made in one moment differ.
func newFileKey(now time.Time) fileKey {
	k := fileKey{ID: "k" + strings.ToLower(rand.Text()[:10]), Made: now.UTC().Truncate(time.Second), Secret: make([]byte, secretSize)}
	_, _ = rand.Read(k.Secret) // never fails
	return k
}

// parseFile reads the text of a key file. Its errors quote nothing of it.
func parseFile(body []byte) ([]fileKey, error) {
	var keys []fileKey
	if err := json.Unmarshal(body, &keys); err != nil || len(keys) == 0 {
		return nil, errors.New("expected a JSON list of keys as 'eerstelijn keys make' writes it")
	}
	seen := map[string]bool{}
	for _, k := range keys {
		if len(k.Secret) != secretSize {
			return nil, errors.New("each key needs a secret of 32 bytes")
		}
		if !validID(k.ID) || seen[k.ID] {
			return nil, errors.New("each key needs an id of its own, of small letters and digits")
		}
		seen[k.ID] = true
	}
	return keys, nil
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

func encodeFile(keys []fileKey) []byte {
	body, err := json.MarshalIndent(keys, "", "  ") // #nosec G117 -- the key file is where the keys stand
	if err != nil {
		panic("keys: ids, moments and bytes are always JSON: " + err.Error())
	}
	return append(body, '\n')
}
