using Tensorflow;

namespace TfNet.Tests.Ops;

/// <summary>
/// How each op text of goldens/ops is called here. Files add theirs with <c>Register</c> in a partial method.
/// </summary>
internal static partial class GoldenOps
{
    private static readonly Dictionary<string, Func<GoldenCall, Tensor[]>> s_calls = [];
    private static readonly Dictionary<string, Action<GoldenCall>> s_checks = [];

    static GoldenOps()
    {
        RegisterMath();
        RegisterActivation();
        RegisterArray();
        RegisterReductions();
        RegisterMatrix();
        RegisterNN();
    }

    /// <summary>Golden ops that are deliberately absent, with the reason.</summary>
    internal static IReadOnlyDictionary<string, string> Absent { get; } = new Dictionary<string, string>();

    /// <summary>Ops whose symbolic call is refused on purpose: their shape depends on values.</summary>
    internal static HashSet<string> NeedValues { get; } = ["where(c)", "unique", "unique_with_counts", "bincount"];

    static partial void RegisterMath();

    static partial void RegisterActivation();

    static partial void RegisterArray();

    static partial void RegisterReductions();

    static partial void RegisterMatrix();

    static partial void RegisterNN();

    /// <summary>An op with one output.</summary>
    private static void Register(string op, Func<GoldenCall, Tensor> call) => s_calls.Add(op, c => [call(c)]);

    /// <summary>An op with several outputs.</summary>
    private static void RegisterMany(string op, Func<GoldenCall, Tensor[]> call) => s_calls.Add(op, call);

    /// <summary>An op whose cases are laid out in their own way: the whole check is the action's.</summary>
    private static void RegisterCheck(string op, Action<GoldenCall> check) => s_checks.Add(op, check);

    internal static Func<GoldenCall, Tensor[]>? Find(string op) => s_calls.GetValueOrDefault(op);

    internal static Action<GoldenCall>? FindCheck(string op) => s_checks.GetValueOrDefault(op);
}
