package passkey_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity/passkey"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
	"eerstelijn/internal/store/storetest"
)

const site = "https://eerstelijn.example"

var rp = virtualwebauthn.RelyingParty{ID: "eerstelijn.example", Name: "Eerstelijn", Origin: site}

type house struct {
	db      *store.DB
	spine   *act.Spine
	network *network.Service
	keys    *passkey.Service
	now     *atomic.Int64
}

func run(t *testing.T, fn func(t *testing.T, h *house)) {
	for name, open := range map[string]func(testing.TB, func() time.Time) *store.DB{
		"sqlite":   func(t testing.TB, now func() time.Time) *store.DB { return storetest.SQLite(t, now) },
		"postgres": func(t testing.TB, now func() time.Time) *store.DB { return storetest.Postgres(t, now) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := &house{now: new(atomic.Int64)}
			h.now.Store(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC).UnixNano())
			h.db = open(t, func() time.Time { return time.Unix(0, h.now.Load()).UTC() })
			policies, err := access.Load()
			if err != nil {
				t.Fatal(err)
			}
			h.spine = act.New(h.db, policies, nil)
			h.network = network.New(h.spine)
			file, err := keys.CreateFile(filepath.Join(t.TempDir(), "keys"), time.Now())
			if err != nil {
				t.Fatal(err)
			}
			if h.keys, err = passkey.New(h.spine, keys.New(file), site); err != nil {
				t.Fatal(err)
			}
			fn(t, h)
		})
	}
}

// person makes an account and gives who it is once signed in.
func (h *house) person(t *testing.T, name string) access.Actor {
	t.Helper()
	who := id.New[network.PersonID]()
	err := h.db.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO person (id, name, role, organization, discipline, region, wijkverband, email) VALUES ($1, $2, 'professional', '', '', '', '', '')`, who, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return access.Actor{Person: string(who), Name: name, Role: access.Professional, Assurance: access.Substantial}
}

// device is something that holds passkeys.
type device struct {
	virtualwebauthn.Authenticator
	virtualwebauthn.Credential
}

func newDevice(a access.Actor) *device {
	d := &device{Authenticator: virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(a.Person)})}
	// The library writes a coordinate that begins with a zero too short; a real device does not.
	for d.Key == nil || len(d.Key.AttestationData()) != ec2Length {
		d.Credential = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	return d
}

const ec2Length = 77 // bytes of a public key on P-256, as CBOR

func (h *house) askNew(t *testing.T, a access.Actor) *virtualwebauthn.AttestationOptions {
	t.Helper()
	question, err := h.keys.AskNew(t.Context(), network.PersonID(a.Person), a.Name)
	if err != nil {
		t.Fatal(err)
	}
	o, err := virtualwebauthn.ParseAttestationOptions(text(t, question))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (h *house) askSignIn(t *testing.T) *virtualwebauthn.AssertionOptions {
	t.Helper()
	question, err := h.keys.AskSignIn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	o, err := virtualwebauthn.ParseAssertionOptions(text(t, question))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func text(t *testing.T, o passkey.Options) string {
	t.Helper()
	b, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// register gives somebody a passkey on a new device.
func (h *house) register(t *testing.T, a access.Actor, name string) *device {
	t.Helper()
	d := newDevice(a)
	answer := virtualwebauthn.CreateAttestationResponse(rp, d.Authenticator, d.Credential, *h.askNew(t, a))
	if err := h.keys.AddPasskey(t.Context(), a, name, []byte(answer)); err != nil {
		t.Fatal(err)
	}
	return d
}

// answer signs a question; each time the counter goes up.
func (d *device) answer(o *virtualwebauthn.AssertionOptions) []byte {
	d.Counter++
	return []byte(virtualwebauthn.CreateAssertionResponse(rp, d.Authenticator, d.Credential, *o))
}

func (h *house) list(t *testing.T, a access.Actor) []passkey.Passkey {
	t.Helper()
	all, err := h.keys.Passkeys(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
