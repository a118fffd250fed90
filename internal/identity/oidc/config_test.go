package oidc_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity/oidc"
)

// whole is a configuration with one issuer of each kind, as docs/inloggen.md shows it.
const whole = `{"issuers": [
  {"id": "ziekenhuis", "name": "Ziekenhuis Oevermonde", "kind": "employer", "issuer": "https://login.oevermonde.example/realms/zorg",
   "client_id": "eerstelijn", "secret_file": "SECRET", "assurance": {"default": "low", "acr": {"mfa": "substantial"}},
   "person": {"numbers": ["employee_number"], "email": true, "enrol": true}, "organization": {"fixed": "90000001", "as": "ura"},
   "role": {"claim": "groups", "values": [{"is": "eerstelijn-beheer", "role": "provider-admin"}], "default": "professional"}},
  {"id": "zorg", "name": "Zorgpas", "kind": "healthcare", "issuer": "https://zorg.example", "client_id": "eerstelijn", "secret_env": "EERSTELIJN_TEST_SECRET",
   "scopes": ["profile"], "assurance": {"default": "high"}, "person": {"numbers": ["uzi", "agb"], "enrol": true},
   "organization": {"claim": "ura", "as": "ura"}, "role": {"default": "professional"}},
  {"id": "inwoner", "name": "DigiD", "kind": "citizen", "issuer": "https://burger.example", "client_id": "eerstelijn",
   "assurance": {"acr": {"hoog": "high", "substantieel": "substantial"}}, "person": {"enrol": true}, "role": {"default": "patient"}}
]}`

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	secret, file := filepath.Join(dir, "secret"), filepath.Join(dir, "issuers.json")
	t.Setenv("EERSTELIJN_TEST_SECRET", "from the environment")
	write := func(name, text string) {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(secret, "from a file\n")
	write(file, strings.Replace(whole, "SECRET", secret, 1))
	issuers, err := oidc.Load(file, oidc.Rules{})
	if err != nil || len(issuers) != 3 {
		t.Fatalf("%d issuers, %v", len(issuers), err)
	}
	if issuers[0].Secret != "from a file" || issuers[1].Secret != "from the environment" || issuers[2].Secret != "" {
		t.Errorf("secrets %q, %q, %q", issuers[0].Secret, issuers[1].Secret, issuers[2].Secret)
	}
	if access.Assurance(issuers[0].Assurance.ACR["mfa"]) != access.Substantial || !issuers[2].Reaches(access.High) || issuers[0].Reaches(access.High) {
		t.Errorf("levels %+v", issuers)
	}
	for _, i := range oidc.New(issuers, oidc.Deps{}).Issuers() {
		if i.Secret != "" {
			t.Errorf("%s tells its secret to the pages", i.ID)
		}
	}
	write(secret, " \n")
	if _, err := oidc.Load(file, oidc.Rules{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an empty secret: %v", err)
	}
	if _, err := oidc.Load(filepath.Join(dir, "nothing"), oidc.Rules{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no file: %v", err)
	}
}

// TestParseNamesWhatIsWrong: each mistake is told at its field, and nothing of a secret is told.
func TestParseNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, new, field string }{
		"no JSON":                    {`{"issuers"`, `{"issuers`, "--issuers"},
		"an unknown field":           {`"kind": "employer"`, `"kind": "employer", "colour": "red"`, "--issuers"},
		"the same field twice":       {`"kind": "employer"`, `"kind": "employer", "kind": "citizen"`, "--issuers"},
		"a level that is none":       {`"default": "low"`, `"default": "secret-level"`, "--issuers"},
		"an id in capitals":          {`"id": "zorg"`, `"id": "Zorg"`, "issuers[1].id"},
		"an id of another":           {`"id": "zorg"`, `"id": "ziekenhuis"`, "issuers[1].id"},
		"no name":                    {`"name": "DigiD"`, `"name": " "`, "issuers[2].name"},
		"a kind that is none":        {`"kind": "citizen"`, `"kind": "robot"`, "issuers[2].kind"},
		"no TLS":                     {`https://zorg.example`, `http://zorg.example`, "issuers[1].issuer"},
		"no TLS on this machine":     {`https://zorg.example`, `http://127.0.0.1`, "issuers[1].issuer"},
		"a password in the address":  {`https://zorg.example`, `https://a:b@zorg.example`, "issuers[1].issuer"},
		"no client":                  {`"client_id": "eerstelijn", "secret_env"`, `"client_id": "", "secret_env"`, "issuers[1].client_id"},
		"a secret in the file":       {`"secret_env": "EERSTELIJN_TEST_SECRET"`, `"secret": "hunter2"`, "issuers[1].secret"},
		"two secrets":                {`"secret_env"`, `"secret_file": "x", "secret_env"`, "issuers[1].secret_file"},
		"no assurance":               {`"assurance": {"default": "high"}`, `"assurance": {}`, "issuers[1].assurance"},
		"no organisation":            {`"organization": {"claim": "ura", "as": "ura"}`, `"organization": {}`, "issuers[1].organization"},
		"an organisation by nothing": {`"claim": "ura", "as": "ura"`, `"claim": "ura"`, "issuers[1].organization.as"},
		"fixed and claim":            {`"claim": "ura", "as": "ura"`, `"claim": "ura", "fixed": "1", "as": "ura"`, "issuers[1].organization"},
		"a citizen's organisation":   {`"role": {"default": "patient"}`, `"role": {"default": "patient"}, "organization": {"fixed": "1", "as": "ura"}`, "issuers[2].organization"},
		"a citizen's e-mail":         {`"person": {"enrol": true}, "role": {"default": "patient"}`, `"person": {"email": true}, "role": {"default": "patient"}`, "issuers[2].person.email"},
		"a citizen who works":        {`"default": "patient"`, `"default": "professional"`, "issuers[2].role.default"},
		"all are administrators": {`"default": "professional"}},
  {`, `"default": "platform-admin"}},
  {`, "issuers[0].role.default"},
		"a role that is none":      {`"role": "provider-admin"`, `"role": "system"`, "issuers[0].role.values[0]"},
		"values without a claim":   {`"claim": "groups", `, ``, "issuers[0].role.claim"},
		"no role at all":           {`"role": {"default": "patient"}`, `"role": {}`, "issuers[2].role"},
		"a number that is the sub": {`["uzi", "agb"]`, `["sub"]`, "issuers[1].person.numbers"},
	} {
		text := strings.Replace(whole, c.old, c.new, 1)
		if text == whole {
			t.Fatalf("%s changes nothing", name)
		}
		_, err := oidc.Parse([]byte(text), oidc.Rules{})
		if err == nil {
			t.Errorf("%s is allowed", name)
			continue
		}
		var named []string
		for _, f := range fault.Safe(err).Fields {
			named = append(named, f.Name)
			if f.NL == "" || strings.Contains(f.EN+f.NL, "hunter2") || strings.Contains(f.EN, "secret-level") {
				t.Errorf("%s says %q", name, f.EN)
			}
		}
		if len(named) != 1 || named[0] != c.field {
			t.Errorf("%s names %q, want %q", name, named, c.field)
		}
	}
	if _, err := oidc.Parse([]byte(whole), oidc.Rules{}); err != nil {
		t.Errorf("the whole one: %v", err)
	}
	local := strings.NewReplacer("https://zorg.example", "http://127.0.0.1:9", `"secret_env": "EERSTELIJN_TEST_SECRET"`, `"secret": "x"`).Replace(whole)
	if _, err := oidc.Parse([]byte(local), oidc.Rules{Insecure: true}); err != nil {
		t.Errorf("on one's own machine: %v", err)
	}
	if _, err := oidc.Parse([]byte(strings.Replace(local, "127.0.0.1:9", "zorg.example", 1)), oidc.Rules{Insecure: true}); err == nil {
		t.Error("another machine without TLS is allowed")
	}
}

// FuzzParse: no text makes it panic, and what it lets through has TLS everywhere.
func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"issuers": []}`))
	f.Add([]byte(`{"issuers": [{"id": "a", "role": {"values": [null]}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		issuers, err := oidc.Parse(text, oidc.Rules{})
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		for _, i := range issuers {
			if !strings.HasPrefix(strings.ToLower(i.URL), "https://") || i.Secret != "" || i.ID == "" {
				t.Fatalf("lets through %+v", i)
			}
		}
	})
}
