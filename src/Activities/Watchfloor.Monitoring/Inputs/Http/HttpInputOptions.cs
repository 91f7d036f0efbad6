using System.ComponentModel.DataAnnotations;

namespace Watchfloor.Monitoring.Inputs.Http;

/// <summary>Bounds of the inputs that speak HTTP.</summary>
public sealed class HttpInputOptions
{
    /// <summary>The longest body as it is sent, in bytes.</summary>
    [Range(1 << 10, 1 << 30)]
    public int MaxSentBytes { get; set; } = 64 << 20;

    /// <summary>The longest body after decompression, in bytes.</summary>
    [Range(1 << 10, 1 << 30)]
    public int MaxBodyBytes { get; set; } = 64 << 20;

    /// <summary>How many bytes a byte of a compressed body may become, once it has become a megabyte. Deflate ends at 1,032; real logs
    /// stay under 200.</summary>
    [Range(1, 100_000)]
    public int MaxRatio { get; set; } = 500;

    /// <summary>How many bytes of bodies all requests together may hold.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxHeldBytes { get; set; } = 256L << 20;

    /// <summary>How long a sender may take for one body.</summary>
    public TimeSpan BodyTimeout { get; set; } = TimeSpan.FromMinutes(2);
}
