// Package keys keeps secrets out of the database: it seals values so that a stolen copy of the rows
// tells nothing, makes keyed fingerprints to look such values up by, and signs what must be proved
// later.
//
// A [Ring] does this with the keys of a [Provider]. The one that comes with the program is a file
// beside the database; a key management service can stand in its place, because a ring asks only
// what such a service offers: wrap and unwrap a data key. Each sealed value has a data key of its
// own, wrapped by the provider's current key and stored with the value (envelope encryption), so
// that a rotation re-wraps the small keys and leaves the values.
//
// A purpose separates uses: what was sealed, fingerprinted or signed for one cannot pass for another.
package keys

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"eerstelijn/internal/fault"
)

// Purpose names one use of the keys.
type Purpose string

const (
	ForNames    Purpose = "names"    // names that the ledger refers to
	ForLogins   Purpose = "logins"   // who somebody is at an identity provider
	ForOrigins  Purpose = "origins"  // network addresses
	ForLinks    Purpose = "links"    // one-time links and other tokens
	ForSeals    Purpose = "seals"    // the ledger's seals
	ForBSN      Purpose = "bsn"      // citizen service numbers
	ForSessions Purpose = "sessions" // tokens of sessions
	ForTokens   Purpose = "tokens"   // tokens of machine clients
	// ForAgreements is what somebody signed as a party to an agreement.
	ForAgreements Purpose = "agreements"
)

// Provider holds the keys that never leave it, by id.
type Provider interface {
	// Current is the id of the key to use now; IDs are all that may be asked for, the current one first.
	Current() string
	IDs() []string
	// Wrap encrypts a data key with the current key. Unwrap gives it back.
	Wrap(ctx context.Context, dataKey []byte) (id string, wrapped []byte, err error)
	Unwrap(ctx context.Context, id string, wrapped []byte) ([]byte, error)
	// Derive gives 32 bytes that depend on the key and the label and tell nothing of the key.
	Derive(id, label string) ([]byte, error)
	// Retired is the public key with which a key that is gone signed for a purpose. Whoever retires a
	// key keeps it: what that key signed is otherwise the same as what a stranger signed.
	Retired(p Purpose, id string) (ed25519.PublicKey, bool)
}

// Ring does the work with a provider's keys. It is safe for concurrent use.
type Ring struct{ provider Provider }

// New makes a ring.
func New(p Provider) *Ring { return &Ring{provider: p} }

// Current is the id of the key that seals now, for operators.
func (r *Ring) Current() string { return r.provider.Current() }

// IDs are the keys that can be asked for, the current one first.
func (r *Ring) IDs() []string { return r.provider.IDs() }

// envelope is a sealed value as it is stored.
type envelope struct {
	Key   string `json:"k"` // id of the provider's key
	Data  []byte `json:"d"` // wrapped data key
	Value []byte `json:"v"` // nonce and ciphertext
}

// Seal encrypts plain for a purpose. about is bound to it: the same must be given to open it, so that
// a sealed value cannot be moved to another row.
func (r *Ring) Seal(ctx context.Context, p Purpose, plain []byte, about string) ([]byte, error) {
	data := make([]byte, 32)
	_, _ = rand.Read(data) // never fails
	id, wrapped, err := r.provider.Wrap(ctx, data)
	if err != nil {
		return nil, fmt.Errorf("keys.Seal: %w", err)
	}
	box, err := boxOf(data)
	if err != nil {
		return nil, fmt.Errorf("keys.Seal: %w", err)
	}
	return json.Marshal(envelope{Key: id, Data: wrapped, Value: box.Seal(nil, nil, plain, []byte(string(p)+"\x00"+about))}) // #nosec G407 -- the box makes a random nonce itself, see boxOf
}

// Prefix is how every value begins that key id wraps, so that a database can count and find them.
func Prefix(id string) string {
	quoted, _ := json.Marshal(id) // a string is always JSON
	return `{"k":` + string(quoted)
}

// KeyOf tells which key wraps a sealed value.
func KeyOf(sealed []byte) (id string, err error) {
	var e envelope
	if err := json.Unmarshal(sealed, &e); err != nil || e.Key == "" {
		return "", fmt.Errorf("keys.KeyOf: not a sealed value")
	}
	return e.Key, nil
}

// Open decrypts what [Ring.Seal] made for the same purpose and thing.
func (r *Ring) Open(ctx context.Context, p Purpose, sealed []byte, about string) ([]byte, error) {
	var e envelope
	if err := json.Unmarshal(sealed, &e); err != nil {
		return nil, fmt.Errorf("keys.Open: not a sealed value")
	}
	data, err := r.provider.Unwrap(ctx, e.Key, e.Data)
	if err != nil {
		return nil, fmt.Errorf("keys.Open: %w", err)
	}
	box, err := boxOf(data)
	if err != nil {
		return nil, fmt.Errorf("keys.Open: %w", err)
	}
	plain, err := box.Open(nil, nil, e.Value, []byte(string(p)+"\x00"+about))
	if err != nil {
		return nil, fmt.Errorf("keys.Open: the value was altered, moved, or sealed for something else")
	}
	return plain, nil
}

// Rewrap gives the same sealed value under the current key, and whether that changed anything.
func (r *Ring) Rewrap(ctx context.Context, sealed []byte) (again []byte, changed bool, err error) {
	var e envelope
	if err := json.Unmarshal(sealed, &e); err != nil {
		return nil, false, fmt.Errorf("keys.Rewrap: not a sealed value")
	}
	if e.Key == r.provider.Current() {
		return sealed, false, nil
	}
	data, err := r.provider.Unwrap(ctx, e.Key, e.Data)
	if err != nil {
		return nil, false, fmt.Errorf("keys.Rewrap: %w", err)
	}
	if e.Key, e.Data, err = r.provider.Wrap(ctx, data); err != nil {
		return nil, false, fmt.Errorf("keys.Rewrap: %w", err)
	}
	again, err = json.Marshal(e)
	return again, true, err
}

func boxOf(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Fingerprint gives a keyed hash of text under the current key: equal texts have equal ones, and
// nobody without the key can find the text by trying.
func (r *Ring) Fingerprint(p Purpose, text string) (string, error) {
	return r.fingerprint(r.provider.Current(), p, text)
}

// Fingerprints gives those under every key that is still known, the current one first: what was
// stored before a rotation is found by one of the others.
func (r *Ring) Fingerprints(p Purpose, text string) ([]string, error) {
	var all []string
	for _, id := range r.provider.IDs() {
		f, err := r.fingerprint(id, p, text)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// Marked gives what [Ring.Fingerprints] does, each after the id of its key and a point: for rows that
// live as long as a key may, so that it can be counted what a key that goes would take with it.
func (r *Ring) Marked(p Purpose, text string) ([]string, error) {
	var all []string
	for _, id := range r.provider.IDs() {
		f, err := r.fingerprint(id, p, text)
		if err != nil {
			return nil, err
		}
		all = append(all, Mark(id)+f)
	}
	return all, nil
}

// Mark is how every marked fingerprint under key id begins.
func Mark(id string) string { return id + "." }

func (r *Ring) fingerprint(id string, p Purpose, text string) (string, error) {
	key, err := r.provider.Derive(id, "fingerprint "+string(p))
	if err != nil {
		return "", fmt.Errorf("keys.Fingerprint: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

// Signature is a signature and the public key that checks it.
type Signature struct {
	Key    string // id
	Public ed25519.PublicKey
	Value  []byte
}

// Sign signs a message for a purpose.
func (r *Ring) Sign(p Purpose, message []byte) (Signature, error) {
	id := r.provider.Current()
	seed, err := r.provider.Derive(id, "sign "+string(p))
	if err != nil {
		return Signature{}, fmt.Errorf("keys.Sign: %w", err)
	}
	key := ed25519.NewKeyFromSeed(seed)
	return Signature{Key: id, Public: key.Public().(ed25519.PublicKey), Value: ed25519.Sign(key, message)}, nil
}

// Public gives the public key with which signatures of a purpose under the key id are checked, also
// for a key that was retired. It is NotFound for one that this ring never had.
func (r *Ring) Public(p Purpose, id string) (ed25519.PublicKey, error) {
	if public, ok := r.provider.Retired(p, id); ok {
		return public, nil
	}
	if !slices.Contains(r.provider.IDs(), id) {
		return nil, fault.Missing("Deze sleutel is er niet.", "there is no key "+id)
	}
	seed, err := r.provider.Derive(id, "sign "+string(p))
	if err != nil {
		return nil, fmt.Errorf("keys.Public: %w", err)
	}
	return publicOf(seed), nil
}

func publicOf(seed []byte) ed25519.PublicKey {
	return ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
}

// derive is how a provider that holds its key's bytes makes 32 others.
func derive(secret []byte, label string) ([]byte, error) {
	return hkdf.Key(sha256.New, secret, nil, "eerstelijn "+label, 32)
}
