using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Watchfloor.Platform.Identity.Totp;

/// <summary>Codes that follow from a secret and the time (RFC 6238, over HOTP of RFC 4226).</summary>
internal static class TotpCode
{
    /// <summary>Bytes of a secret: as many as the hash has (RFC 4226 §4, R6).</summary>
    public const int SecretLength = 20;

    /// <summary>Digits of a code. Authenticators that people have take no other reliably.</summary>
    public const int Digits = 6;

    private const int StepSeconds = 30;

    /// <summary>How many steps a clock may be off, either way (RFC 6238 §5.2).</summary>
    private const int Tolerance = 1;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The number of the step that a time is in.</summary>
    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step.</summary>
    public static string Of(ReadOnlySpan<byte> secret, long step, int digits = Digits)
    {
        Span<byte> counter = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // The algorithm that authenticators have; HMAC does not need a hash without collisions (RFC 6238 §1.2).
        HMACSHA1.HashData(secret, counter, hash);
#pragma warning restore CA5350
        // Dynamic truncation (RFC 4226 §5.3).
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & 0x7fff_ffff;
        return (number % (int)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step whose code this is, if it is a step of now and none that was used; else null.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="code">What was typed.</param>
    /// <param name="now">The time.</param>
    /// <param name="lastStep">The step of the last code that was taken: a code is taken once (RFC 6238 §5.2).</param>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now, long lastStep)
    {
        var typed = Encoding.UTF8.GetBytes(code);
        var middle = StepOf(now);
        for (var step = Math.Max(lastStep + 1, middle - Tolerance); step <= middle + Tolerance; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Of(secret, step)), typed))
                return step;
        return null;
    }

    /// <summary>Base 32 without padding (RFC 4648 §6).</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var value in bytes)
        {
            (bits, held) = ((bits << 8) | value, held + 8);
            for (; held >= 5; held -= 5) text.Append(Alphabet[(bits >> (held - 5)) & 31]);
            bits &= (1 << held) - 1;
        }

        if (held > 0) text.Append(Alphabet[(bits << (5 - held)) & 31]);
        return text.ToString();
    }

    /// <summary>The form in which authenticators take a secret from a QR code.</summary>
    public static string Uri(string user, string base32) =>
        $"otpauth://totp/Watchfloor:{System.Uri.EscapeDataString(user)}?secret={base32}&issuer=Watchfloor&algorithm=SHA1&digits={Digits}&period={StepSeconds}";
}
