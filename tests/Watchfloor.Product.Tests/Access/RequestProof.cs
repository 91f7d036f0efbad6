using System.Reflection;
using System.Runtime.CompilerServices;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Product.Tests.Access;

/// <summary>Sends every type of request as somebody who may not, past HTTP.</summary>
/// <param name="open">The requests that everybody may send, by name.</param>
/// <param name="requests">What they are sent to.</param>
internal sealed class RequestProof(IReadOnlySet<string> open, IRequests requests)
{
    private static readonly MethodInfo _send = typeof(RequestProof).GetMethod(nameof(SendAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    /// <summary>Every type of request in some assemblies, with what it is answered with.</summary>
    public static IReadOnlyList<(Type Request, Type Answer)> TypesIn(IEnumerable<Assembly> assemblies) =>
    [
        .. from type in assemblies.SelectMany(a => a.GetTypes())
           where type is { IsAbstract: false, IsInterface: false }
           from contract in type.GetInterfaces()
           where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequest<>)
           select (type, contract.GetGenericArguments()[0]),
    ];

    /// <summary>What is wrong: whose request was not refused.</summary>
    public async Task<List<string>> BreachesAsync(IEnumerable<(Type Request, Type Answer)> types)
    {
        var breaches = new List<string>();
        foreach (var (request, answer) in types)
            breaches.AddRange(await (Task<List<string>>)_send.MakeGenericMethod(request, answer).Invoke(this, null)!);
        return breaches;
    }

    private static Actor Actor(ActorKind kind, params IEnumerable<Permission> permissions) =>
        new() { Kind = kind, Id = "0197a1b2-0000-7000-8000-000000000001", Name = "somebody", Permissions = permissions.ToHashSet() };

    private async Task<List<string>> SendAsync<TRequest, TAnswer>()
        where TRequest : class, IRequest<TAnswer>
    {
        var breaches = new List<string>();
        if (TRequest.Needs == Permission.Anonymous)
        {
            if (!open.Contains(typeof(TRequest).Name)) breaches.Add($"{typeof(TRequest).Name} is open to everybody and not in the list of those that may be");
            return breaches;
        }

        await ExpectAsync(Contracts.Access.Actor.Anonymous, ErrorKind.Unauthenticated);
        if (TRequest.Needs == Permission.SignedIn) return breaches;
        // Everything but the one.
        var others = Enum.GetValues<Permission>().Where(p => p != TRequest.Needs).ToList();
        await ExpectAsync(Actor(ActorKind.User, others), ErrorKind.Forbidden);
        await ExpectAsync(Actor(ActorKind.Token, others), ErrorKind.Forbidden);
        return breaches;

        async Task ExpectAsync(Actor actor, ErrorKind expected)
        {
            // Its fields are empty: it must not come as far as to be read.
            var request = (TRequest)RuntimeHelpers.GetUninitializedObject(typeof(TRequest));
            var outcome = "done";
            try
            {
                var result = await requests.SendAsync<TRequest, TAnswer>(request, actor, TestContext.Current.CancellationToken);
                if (result.Error?.Kind == expected) return;
                outcome = result.Error?.Code ?? outcome;
            }
            catch (Exception e) when (e is NullReferenceException or InvalidOperationException or ArgumentException)
            {
                outcome = e.GetType().Name;
            }

            breaches.Add($"{typeof(TRequest).Name} of a sender that may not ({actor.Kind}) ended in {outcome} instead of {expected}");
        }
    }
}
