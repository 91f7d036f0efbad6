using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>Reads certificates and keys from PEM files (RFC 7468).</summary>
internal static class PemFiles
{
    /// <summary>A certificate with its key.</summary>
    /// <exception cref="CertificateException">A file cannot be read, or the two do not belong together.</exception>
    public static X509Certificate2 Load(string certificateFile, string? keyFile)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        }
        catch (Exception e) when (IsFault(e))
        {
            var both = keyFile is null || keyFile == certificateFile ? certificateFile : $"{certificateFile} with the key {keyFile}";
            throw new CertificateException($"{both} cannot be used: {e.Message} Expected are a PEM certificate and its PEM key without a password.", e);
        }
    }

    /// <summary>All certificates of a file.</summary>
    /// <exception cref="CertificateException">It cannot be read, or has none.</exception>
    public static X509Certificate2Collection LoadAll(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception e) when (IsFault(e))
        {
            throw new CertificateException($"{file} cannot be used: {e.Message} Expected are PEM certificates.", e);
        }

        return certificates.Count > 0 ? certificates : throw new CertificateException($"{file} holds no certificate. Expected are PEM certificates.");
    }

    /// <summary>A PEM text as the bytes of a file.</summary>
    public static byte[] Bytes(string pem) => Encoding.ASCII.GetBytes(pem.TrimEnd() + "\n");

    private static bool IsFault(Exception e) => e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}
