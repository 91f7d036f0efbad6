using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Watchfloor.Platform.Identity.Http;

/// <summary>Marks an endpoint that takes the form of a page of ours and sees itself to it that no other site sent it.</summary>
internal sealed class PageForm
{
    private const int MaxBytes = 64 * 1024;

    public static PageForm Instance { get; } = new();

    /// <summary>Reads a form; null when another site's page sent it, or it is none.</summary>
    public static async Task<IFormCollection?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxBytes;
        if (!IsOurs(context.Request) || !context.Request.HasFormContentType) return null;
        try
        {
            return await context.Request.ReadFormAsync(new FormOptions { BufferBodyLengthLimit = MaxBytes, ValueLengthLimit = 4096, ValueCountLimit = 16 }, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is BadHttpRequestException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Browsers say where a request comes from (Fetch Metadata); older ones at least the origin.</summary>
    private static bool IsOurs(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site is "same-origin" or "none";
        return request.Headers.Origin.ToString() is not { Length: > 0 } origin || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority == request.Host.Value);
    }
}
