namespace Watchfloor.Platform.Secrets.Certificates;

/// <summary>A new certificate.</summary>
/// <param name="CertificatePem">The certificate.</param>
/// <param name="KeyPem">Its key (PKCS #8).</param>
/// <param name="NotAfter">How long it holds.</param>
public sealed record IssuedCertificate(string CertificatePem, string KeyPem, DateTimeOffset NotAfter)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes what a sender needs into a folder: <c>NAME.pem</c>, <c>NAME-key.pem</c> (for its owner only), <c>ca.pem</c>.</summary>
    /// <returns>The files.</returns>
    /// <exception cref="IOException">They cannot be written.</exception>
    public IReadOnlyList<string> Save(string folder, string name, CertificateAuthority authority)
    {
        var target = Directory.CreateDirectory(folder).FullName;
        return
        [
            Write(Path.Combine(target, name + ".pem"), CertificatePem, Readable),
            Write(Path.Combine(target, name + "-key.pem"), KeyPem, OwnerOnly),
            Write(Path.Combine(target, "ca.pem"), authority.Pem, Readable),
        ];
    }

    private static string Write(string path, string pem, UnixFileMode mode)
    {
        // An older file would keep its mode when it is written into.
        File.Delete(path);
        using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
        file.Write(PemFiles.Bytes(pem));
        return path;
    }
}
