package ledger

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// ToFile publishes seals as lines of JSON at the end of a file. What the file already has is read
// from the file itself, so that one that was put back from a copy is filled up again.
func ToFile(name string) Publisher { return fileTarget(name) }

type fileTarget string

func (f fileTarget) Published(context.Context) (int64, error) {
	in, err := os.Open(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer func() { _ = in.Close() }()
	seals, err := ReadSeals(in)
	if err != nil || len(seals) == 0 {
		return 0, err
	}
	return seals[len(seals)-1].Number, nil
}

func (f fileTarget) Publish(_ context.Context, seals []Seal) error {
	out, err := os.OpenFile(string(f), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644) // #nosec G302 -- public: it proves, and tells nothing
	if err != nil {
		return err
	}
	_, err = out.Write(lines(seals))
	return errors.Join(err, out.Sync(), out.Close())
}

func lines(seals []Seal) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, s := range seals {
		_ = enc.Encode(s) // bytes and numbers: cannot fail
	}
	return b.Bytes()
}

// ReadSeals reads published seals: lines of JSON, each seal after the one before it. A line that
// stands there again is skipped, because publishing is at least once; one that differs is a Conflict.
func ReadSeals(r io.Reader) (seals []Seal, err error) {
	in := bufio.NewScanner(r)
	for line := 1; in.Scan(); line++ {
		if len(bytes.TrimSpace(in.Bytes())) == 0 {
			continue
		}
		var s Seal
		if err := json.Unmarshal(in.Bytes(), &s); err != nil {
			return nil, fault.InvalidField("--roots", "Dit bestand bevat geen zegels.", fmt.Sprintf("line %d is not a published seal", line)).Because(err)
		}
		if n := len(seals); n > 0 && s.Number <= seals[n-1].Number {
			if first := seals[0].Number; s.Number >= first && seals[s.Number-first].Hash() == s.Hash() {
				continue
			}
			return nil, fault.New(fault.Conflict, "Dit bestand noemt een zegel tweemaal, verschillend.", fmt.Sprintf("line %d: seal %d was published before, and differs", line, s.Number))
		}
		if n := len(seals); n > 0 && s.Number != seals[n-1].Number+1 {
			return nil, fault.InvalidField("--roots", "In dit bestand ontbreekt een zegel.", fmt.Sprintf("line %d: seal %d follows seal %d", line, s.Number, seals[n-1].Number))
		}
		seals = append(seals, s)
	}
	return seals, in.Err()
}

// ToURL publishes seals by POST, as lines of JSON. The address must be https, or on this machine;
// the database remembers how far it was told, so that it hears again what went wrong.
func ToURL(db *store.DB, address string) (Publisher, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, fault.InvalidField("--seal-url", "Noem een adres dat begint met https://.", "expected an https:// address")
	}
	sum := sha256.Sum256([]byte(address))
	return &urlTarget{db: db, address: address, key: hex.EncodeToString(sum[:8]), client: &http.Client{
		Timeout:       10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

type urlTarget struct {
	db      *store.DB
	address string // may hold a secret: never logged
	key     string
	client  *http.Client
}

func (t *urlTarget) Published(ctx context.Context) (number int64, err error) {
	err = t.db.Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT coalesce(max(number), 0) FROM ledger_published WHERE target = $1`, t.key).Scan(&number)
	})
	return number, err
}

func (t *urlTarget) Publish(ctx context.Context, seals []Seal) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, t.address, bytes.NewReader(lines(seals)))
	if err != nil {
		return errors.New("the address cannot be asked")
	}
	r.Header.Set("Content-Type", "application/jsonl")
	answer, err := t.client.Do(r)
	if err != nil {
		if cause, ok := errors.AsType[*url.Error](err); ok {
			err = cause.Err // without the address
		}
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("the address answered %d", answer.StatusCode)
	}
	return t.db.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO ledger_published (target, number) VALUES ($1, $2)
			ON CONFLICT (target) DO UPDATE SET number = excluded.number`, t.key, seals[len(seals)-1].Number)
		return err
	})
}
