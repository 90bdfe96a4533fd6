package main

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
)

func random(size int) []byte {
	bytes := make([]byte, size)
	must(rand.Read(bytes))
	return bytes
}

func secretText(size int) string {
	return base64.RawURLEncoding.EncodeToString(random(size))
}

// challenge is the S256 code challenge of a PKCE verifier (RFC 7636 section 4.2).
func challenge(verifier string) string {
	digest := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

// uuid is a random UUID (RFC 9562 section 5.4).
func uuid() string {
	b := random(16)
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[0:4], b[4:6], b[6:8], b[8:10], b[10:])
}
