using System.Collections;
using System.Globalization;
using NumSharp;

namespace Tensorflow;

/// <summary>Python's free functions, as far as TensorFlow.NET's programs use them.</summary>
public static partial class Binding
{
    /// <summary>Python's None.</summary>
    public const object? None = null;

    /// <summary>An extent that is not known.</summary>
    public const int Unknown = -1;

    /// <summary>Where <see cref="print(object?)"/> writes; null: the console.</summary>
    public static TextWriter? tf_output_redirect { get; set; }

    public static void print(object? obj) => Output.WriteLine(Text(obj));

    /// <summary>As Console.WriteLine with a format.</summary>
    public static void print(string format, params object[] objects) =>
        Output.WriteLine(objects.Length == 0 ? format : string.Format(CultureInfo.InvariantCulture, format, objects));

    internal static TextWriter Output => tf_output_redirect ?? Console.Out;

    /// <summary>As Python prints it: None, collections in brackets, numbers in the invariant culture.</summary>
    private static string Text(object? value) => value switch
    {
        null => "None",
        string s => s,
        Tensor or Tensors or Shape or NDArray => value.ToString()!,
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Text)) + "]",
        _ => value.ToString() ?? "None",
    };

    /// <summary>The number of elements, or a tensor's first extent.</summary>
    public static int len(object a) => a switch
    {
        Tensor t => t.rank > 0 ? checked((int)t.shape[0]) : throw new TypeError("len: expected rank >= 1; received a scalar"),
        NDArray n => n.shape.Length > 0 ? checked((int)n.shape[0]) : throw new TypeError("len: expected rank >= 1; received a scalar"),
        Tensors t => t.Length,
        Shape s => s.ndim,
        string s => s.Length,
        Array array => array.Length,
        ICollection c => c.Count,
        IEnumerable e => e.Cast<object?>().Count(),
        _ => throw new TypeError($"len: expected a collection or tensor; received {a?.GetType().Name ?? "null"}"),
    };

    /// <summary>0, 1, .. before end.</summary>
    public static IEnumerable<int> range(int end) => Enumerable.Range(0, Math.Max(0, end));

    /// <summary>start, start + 1, .. before end.</summary>
    public static IEnumerable<int> range(int start, int end) => Enumerable.Range(start, Math.Max(0, end - start));

    /// <summary>Pairs, as long as both last.</summary>
    public static IEnumerable<(T1, T2)> zip<T1, T2>(IEnumerable<T1> first, IEnumerable<T2> second) => first.Zip(second);

    /// <summary>Triples, as long as all three last.</summary>
    public static IEnumerable<(T1, T2, T3)> zip<T1, T2, T3>(IEnumerable<T1> first, IEnumerable<T2> second, IEnumerable<T3> third) =>
        first.Zip(second, third);

    /// <summary>Elements with their numbers: start, start + step, ..</summary>
    public static IEnumerable<(int, T)> enumerate<T>(IEnumerable<T> values, int start = 0, int step = 1)
    {
        int i = start;
        foreach (T value in values)
        {
            yield return (i, value);
            i += step;
        }
    }

    public static List<T> list<T>(IEnumerable<T> values) => [.. values];

    public static IEnumerable<T> reversed<T>(IList<T> values)
    {
        for (int i = values.Count - 1; i >= 0; i--)
            yield return values[i];
    }

    public static int min(int a, int b) => Math.Min(a, b);

    public static int max(int a, int b) => Math.Max(a, b);

    public static int sum(IEnumerable<int> values) => values.Sum();

    public static float sum(IEnumerable<float> values) => values.Sum();

    public static double sum(IEnumerable<double> values) => values.Sum();

    public static bool all(IEnumerable<bool> values) => values.All(v => v);

    public static bool any(IEnumerable<bool> values) => values.Any(v => v);

    /// <summary>Seconds since 1970.</summary>
    public static float time() => (float)(DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    /// <summary>Runs an action with a resource and disposes it.</summary>
    public static void tf_with<T>(T resource, Action<T> action)
        where T : IDisposable
    {
        using (resource)
            action(resource);
    }

    public static TOut tf_with<T, TOut>(T resource, Func<T, TOut> function)
        where T : IDisposable
    {
        using (resource)
            return function(resource);
    }

    public static bool isinstance(object? value, Type type) => type.IsInstanceOfType(value);
}
