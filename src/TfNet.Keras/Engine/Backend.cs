using System.Text.RegularExpressions;

namespace Tensorflow.Keras;

/// <summary>Process-wide state of Keras: the counters of automatic names, the learning phase, the dtype policy.</summary>
public sealed partial class BackendImpl
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<string, int> s_counters = [];
    private static bool? s_learningPhase;

    internal BackendImpl()
    {
    }

    /// <summary>The next number of a prefix: 1, 2, ..</summary>
    public int get_uid(string prefix)
    {
        lock (s_gate)
            return s_counters[prefix] = s_counters.GetValueOrDefault(prefix) + 1;
    }

    public void reset_uids()
    {
        lock (s_gate)
            s_counters.Clear();
    }

    /// <summary>Forgets the counters of automatic names: the next conv2d is "conv2d" again.</summary>
    public void clear_session() => reset_uids();

    public bool? learning_phase() => s_learningPhase;

    /// <summary>The training flag of calls that neither get nor inherit one.</summary>
    public void set_learning_phase(bool value) => s_learningPhase = value;

    internal static bool? LearningPhase => s_learningPhase;

    /// <summary>conv2d, conv2d_1, ..: the automatic name of a class or prefix.</summary>
    internal static string UniqueName(string prefix, bool zeroBased = true)
    {
        lock (s_gate)
        {
            int n = s_counters[prefix] = s_counters.GetValueOrDefault(prefix) + 1;
            return zeroBased ? (n == 1 ? prefix : $"{prefix}_{n - 1}") : $"{prefix}_{n}";
        }
    }

    /// <summary>Class name to snake case, as Keras does it: Conv2D -> conv2d, ReLU -> re_lu, MaxPooling2D -> max_pooling2d.</summary>
    internal static string SnakeCase(string className)
    {
        string name = WordStart().Replace(className, "$1_$2");
        name = CaseChange().Replace(name, "$1_$2").ToLowerInvariant();
        return name.StartsWith('_') ? "private" + name : name;
    }

    [GeneratedRegex("(.)([A-Z][a-z0-9]+)")]
    private static partial Regex WordStart();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex CaseChange();
}
