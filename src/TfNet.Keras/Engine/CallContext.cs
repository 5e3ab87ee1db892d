namespace Tensorflow.Keras.Engine;

/// <summary>
/// What a layer's call inherits from the calls around it, per thread: the training flag, the name prefix of new weights,
/// and whether a model is under construction (a call at depth 0 on symbolic tensors becomes part of the graph).
/// </summary>
public sealed class CallContext
{
    [ThreadStatic]
    private static CallContext? t_current;

    private CallContext(CallContext? parent, bool? training, string namePrefix, bool insideCall)
    {
        Parent = parent;
        Training = training;
        NamePrefix = namePrefix;
        InsideCall = insideCall;
    }

    internal CallContext? Parent { get; }

    /// <summary>The flag that inner calls inherit.</summary>
    internal bool? Training { get; }

    /// <summary>"parent/child/" before the names of weights made now.</summary>
    internal string NamePrefix { get; }

    /// <summary>True inside some layer's call: inner calls on symbolic tensors only infer shapes.</summary>
    internal bool InsideCall { get; }

    internal static CallContext? Current => t_current;

    internal static bool IsInsideCall => t_current?.InsideCall ?? false;

    internal static string Prefix => t_current?.NamePrefix ?? "";

    internal static Frame Enter(bool? training, string namePrefix, bool insideCall = true)
    {
        t_current = new CallContext(t_current, training, namePrefix, insideCall);
        return default;
    }

    internal readonly ref struct Frame : IDisposable
    {
        public void Dispose() => t_current = t_current!.Parent;
    }
}
