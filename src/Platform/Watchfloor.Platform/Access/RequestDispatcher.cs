using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Platform.Access;

/// <summary>Checks the sender's permission, then hands a request to its handler. Nothing else calls a handler.</summary>
internal sealed class RequestDispatcher(IServiceProvider services) : IRequests
{
    /// <inheritdoc/>
    public async Task<Result<TAnswer>> SendAsync<TRequest, TAnswer>(TRequest request, Actor actor, CancellationToken cancellation)
        where TRequest : IRequest<TAnswer>
    {
        if (!actor.May(TRequest.Needs))
            return actor.Kind == ActorKind.Anonymous ? CommonErrors.Unauthenticated : CommonErrors.Forbidden(TRequest.Needs.ToString());
        return await services.GetRequiredService<IRequestHandler<TRequest, TAnswer>>().HandleAsync(request, actor, cancellation).ConfigureAwait(false);
    }
}
