package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"math/big"

	"selvage/acceptance/go/contract"
)

const (
	base58Alphabet   = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	sandboxWallet    = "0x6df2dB4Fb3DA35d241901Bd53367770BF03123f1"
	sandboxSignature = "0x0c4f82edc3c818b6beff4b89e0682994e5878074609903cecdfb"
)

// wallet signs for itself, with a real key.
type wallet struct {
	*world
	key     ed25519.PrivateKey
	address string
}

func (w *world) useWallets() {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	s := &wallet{world: w, key: key, address: base58(public)}
	step("crypto_wallets: a new wallet logs in", s.logIn)
	step("crypto_wallets: a signature of something else", s.somethingElse)
	step("sandbox: crypto wallet", s.sandbox)
}

func base58(content []byte) string {
	text := ""
	base, digit := big.NewInt(58), new(big.Int)
	for value := new(big.Int).SetBytes(content); value.Sign() > 0; {
		value.DivMod(value, base, digit)
		text = string(base58Alphabet[digit.Int64()]) + text
	}
	for index := 0; index < len(content) && content[index] == 0; index++ {
		text = base58Alphabet[:1] + text
	}
	return text
}

func (s *wallet) sign(message string) string {
	return base58(ed25519.Sign(s.key, []byte(message)))
}

func (s *wallet) start() *contract.StartWalletResponse {
	params := contract.StartWalletParams{WalletType: "solana", WalletAddress: s.address}
	return must(s.client.StartWallet(params))
}

func (s *wallet) logIn() {
	started := s.start()
	equal(started.UserCreated, true)
	answer := must(s.client.AuthenticateWallet(contract.AuthenticateWalletParams{
		WalletType:             "solana",
		WalletAddress:          s.address,
		Signature:              s.sign(started.Challenge),
		SessionDurationMinutes: 60,
	}))
	equal(answer.UserID, started.UserID)
	equal(answer.User.Status, "active")
	equal(answer.User.CryptoWallets[0].Verified, true)
	factor := there(answer.Session).AuthenticationFactors[0]
	equal(factor.Type, "crypto")
	equal(there(factor.CryptoWalletFactor).Address, s.address)
}

func (s *wallet) somethingElse() {
	s.start()
	expectError(func() (*contract.AuthenticateWalletResponse, error) {
		return s.client.AuthenticateWallet(contract.AuthenticateWalletParams{
			WalletType:    "solana",
			WalletAddress: s.address,
			Signature:     s.sign("something else"),
		})
	}, 401, "unable_to_authenticate_crypto_wallet")
}

func (s *wallet) sandbox() {
	started := must(s.client.StartWallet(contract.StartWalletParams{
		WalletType:    "ethereum",
		WalletAddress: sandboxWallet,
	}))
	equal(started.Challenge != "", true)
	answer := must(s.client.AuthenticateWallet(contract.AuthenticateWalletParams{
		WalletType:    "ethereum",
		WalletAddress: sandboxWallet,
		Signature:     sandboxSignature,
	}))
	equal(answer.UserID, started.UserID)
}
