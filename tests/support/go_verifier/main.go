// Checks proofs with the Go project's own code, from lines of JSON on standard input; answers each
// with one line: "ok", or what is wrong.
package main

import (
	"bufio"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type job struct {
	Note    string // a checkpoint
	Key     string // the log's key
	Witness string // a witness's key; empty: none is asked for
	Record  string // base64: the bytes of a leaf; empty: none is to be checked
	Index   int64
	Old     int64 // leaves of an older tree; negative: none
	OldRoot string
	Hashes  []string
}

// cosigner verifies C2SP cosignature/v1, which the note package leaves to its callers.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(text, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	time := binary.BigEndian.Uint64(sig[:8])
	message := append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", time)), text...)
	return ed25519.Verify(c.key, message, sig[8:])
}

func witness(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not a key")
	}
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(raw) != 33 || raw[0] != 4 {
		return nil, errors.New("not the key of a witness")
	}
	id := sha256.Sum256(append([]byte(parts[0]+"\n"), raw...))
	return cosigner{parts[0], binary.BigEndian.Uint32(id[:4]), raw[1:]}, nil
}

func check(j job) error {
	log, err := note.NewVerifier(j.Key)
	if err != nil {
		return err
	}
	known := []note.Verifier{log}
	if j.Witness != "" {
		w, err := witness(j.Witness)
		if err != nil {
			return err
		}
		known = append(known, w)
	}
	opened, err := note.Open([]byte(j.Note), note.VerifierList(known...))
	if err != nil {
		return err
	}
	if len(opened.Sigs) != len(known) {
		return errors.New("a signature is missing")
	}
	lines := strings.Split(opened.Text, "\n")
	if lines[0] != log.Name() {
		return errors.New("another origin")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return err
	}
	var hashes []tlog.Hash
	for _, text := range j.Hashes {
		hash, err := tlog.ParseHash(text)
		if err != nil {
			return err
		}
		hashes = append(hashes, hash)
	}
	if j.Record != "" {
		record, err := base64.StdEncoding.DecodeString(j.Record)
		if err != nil {
			return err
		}
		return tlog.CheckRecord(tlog.RecordProof(hashes), size, root, j.Index, tlog.RecordHash(record))
	}
	if j.Old >= 0 {
		old, err := tlog.ParseHash(j.OldRoot)
		if err != nil {
			return err
		}
		return tlog.CheckTree(tlog.TreeProof(hashes), size, root, j.Old, old)
	}
	return nil
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		var j job
		err := json.Unmarshal(in.Bytes(), &j)
		if err == nil {
			err = check(j)
		}
		if err != nil {
			fmt.Println(err)
		} else {
			fmt.Println("ok")
		}
	}
}
