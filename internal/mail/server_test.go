package mail_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// postOffice is a mail server on this machine that keeps what it takes.
type postOffice struct {
	listener net.Listener
	tls      *tls.Config
	starts   bool // offers STARTTLS
	roots    *x509.CertPool

	mu     sync.Mutex
	answer string // to RCPT: "250 ok", or a refusal
	got    []letter
	open   []net.Conn
}

type letter struct {
	to, body string
	sealed   bool // came under TLS
	signed   bool // the sender signed in
}

func openPostOffice(t *testing.T, implicit, starts bool) *postOffice {
	t.Helper()
	p := &postOffice{starts: starts, answer: "250 ok", roots: x509.NewCertPool()}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"post.example"}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	p.roots.AddCert(parsed)
	p.tls = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	if p.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	if implicit {
		p.listener = tls.NewListener(p.listener, p.tls)
	}
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := p.listener.Accept()
			if err != nil {
				return
			}
			p.mu.Lock()
			p.open = append(p.open, c)
			p.mu.Unlock()
			serving.Go(func() { p.serve(c, implicit) })
		}
	})
	t.Cleanup(func() {
		_ = p.listener.Close()
		p.mu.Lock()
		for _, c := range p.open { // a client that gave up may not have said so
			_ = c.Close()
		}
		p.mu.Unlock()
		serving.Wait()
	})
	return p
}

func (p *postOffice) address() string { return p.listener.Addr().String() }

func (p *postOffice) letters() []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]letter{}, p.got...)
}

func (p *postOffice) say(rcpt string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answer = rcpt
}

func (p *postOffice) serve(c net.Conn, sealed bool) {
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	lines := bufio.NewReader(c)
	put := func(s string) { _, _ = c.Write([]byte(s + "\r\n")) }
	put("220 post.example")
	now := letter{sealed: sealed}
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(strings.Fields(line + " .")[0]); verb {
		case "EHLO":
			put("250-post.example")
			if p.starts && !now.sealed {
				put("250-STARTTLS")
			}
			put("250 AUTH PLAIN")
		case "STARTTLS":
			put("220 go on")
			c = tls.Server(c, p.tls)
			lines, now.sealed = bufio.NewReader(c), true
		case "AUTH":
			now.signed = true
			put("235 ok")
		case "RCPT":
			p.mu.Lock()
			answer := p.answer
			p.mu.Unlock()
			now.to = strings.TrimSpace(line)
			put(strings.ReplaceAll(answer, "%", now.to))
		case "DATA":
			put("354 go on")
			var body strings.Builder
			for {
				text, err := lines.ReadString('\n')
				if err != nil {
					return
				}
				if text == ".\r\n" {
					break
				}
				body.WriteString(text)
			}
			now.body = body.String()
			p.mu.Lock()
			p.got = append(p.got, now)
			p.mu.Unlock()
			put("250 taken")
		case "QUIT":
			put("221 bye")
			return
		default:
			put("250 ok")
		}
	}
}
