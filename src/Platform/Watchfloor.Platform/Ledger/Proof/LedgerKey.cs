using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Watchfloor.Platform.Ledger.Proof;

/// <summary>The key that signs the ledger's checkpoints and exports: ECDSA on P-256 with SHA-256 (FIPS 186-5 §6).</summary>
internal sealed class LedgerKey : IDisposable
{
    /// <summary>Bytes of a signature: r and s.</summary>
    public const int SignatureLength = 64;

    // SEC 2 §2.4.2: the order of the curve's group.
    private static readonly BigInteger Order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber);

    // RFC 5480 §2: what stands before a point of P-256, so that no other curve is ever tried.
    private static readonly byte[] P256Prefix = Convert.FromHexString("3059301306072A8648CE3D020106082A8648CE3D03010703420004");

    private readonly ECDsa _key;

    private LedgerKey(ECDsa key)
    {
        _key = key;
        PublicKey = key.ExportSubjectPublicKeyInfo();
        Id = IdOf(PublicKey);
    }

    /// <summary>The public key (DER, SubjectPublicKeyInfo of RFC 5480).</summary>
    public byte[] PublicKey { get; }

    /// <summary>The first 16 digits of the public key's SHA-256, to tell keys apart.</summary>
    public string Id { get; }

    /// <summary>The public key as PEM.</summary>
    public string PublicPem => PublicPemOf(PublicKey);

    /// <summary>The key of a data directory (<c>keys/ledger.pem</c>); made at the first call.</summary>
    /// <exception cref="DataDirectoryException">The file does not hold such a key.</exception>
    public static LedgerKey OpenOrCreate(DataDirectory data)
    {
        var file = Path.Combine(data.Keys, "ledger.pem");
        if (!File.Exists(file))
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            DurableFile.Replace(file, Encoding.ASCII.GetBytes(fresh.ExportPkcs8PrivateKeyPem() + "\n"));
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(file));
            if (key.KeySize != 256) throw new CryptographicException("it is not on the curve P-256");
            return new LedgerKey(key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new DataDirectoryException($"{file} does not hold the ledger's private key ({e.Message}); restore it from a backup, or delete it: then a new key is made and the ledger says so", e);
        }
    }

    /// <summary>The id of a public key.</summary>
    public static string IdOf(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey))[..16];

    /// <summary>A public key as PEM.</summary>
    public static string PublicPemOf(ReadOnlySpan<byte> publicKey) => new string(PemEncoding.Write("PUBLIC KEY", publicKey)) + "\n";

    /// <summary>Signs a text. Of the two values of s that are valid the smaller is given, so that a signature cannot be turned into another.</summary>
    public byte[] Sign(string text)
    {
        var signature = _key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var s = Number(signature.AsSpan(SignatureLength / 2));
        if (s <= Order / 2) return signature;
        var small = (Order - s).ToByteArray(isUnsigned: true, isBigEndian: true);
        var tail = signature.AsSpan(SignatureLength / 2);
        tail.Clear();
        small.CopyTo(tail[^small.Length..]);
        return signature;
    }

    /// <summary>Whether a signature over a text is a public key's.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, string text, ReadOnlySpan<byte> signature)
    {
        if (!publicKey.StartsWith(P256Prefix) || signature.Length != SignatureLength || Number(signature[(SignatureLength / 2)..]) > Order / 2) return false;
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKey, out var read);
            return read == publicKey.Length && key.KeySize == 256
                && key.VerifyData(Encoding.ASCII.GetBytes(text), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        // A point that is not on the curve is not "supported" in the words of the library.
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
