namespace Tensorflow.Gradients;

/// <summary>
/// Records what is computed from watched tensors and trainable variables, and differentiates it
/// (https://www.tensorflow.org/api_docs/python/tf/GradientTape). Tapes nest: gradients are ops that an outer tape records.
/// A tape that is not persistent gives one gradient and lets go of its records while it computes it.
/// </summary>
public sealed class GradientTape : IDisposable
{
    private readonly Tape _tape;
    private readonly bool _persistent;
    private bool _recording = true;
    private bool _used;

    internal GradientTape(bool persistent, bool watchAccessedVariables)
    {
        _persistent = persistent;
        _tape = new Tape(watchAccessedVariables);
        _tape.Start();
    }

    /// <summary>Starts tracking a floating tensor.</summary>
    public void watch(Tensor tensor)
    {
        if (!tensor.dtype.is_floating())
            throw new ValueError($"watch: argument tensor: expected a floating dtype; received {tensor.dtype.as_numpy_name()} of shape {tensor.shape}");
        _tape.Watch(tensor.Key);
    }

    /// <summary>Starts tracking a variable, trainable or not.</summary>
    public void watch(IVariableV1 variable) => _tape.Watch(variable.UniqueId);

    /// <summary>d(sum of target)/d source, or null when target does not depend on it.</summary>
    /// <param name="target">What to differentiate; its elements are summed.</param>
    /// <param name="source">A watched tensor.</param>
    /// <param name="output_gradients">One gradient of the shape of target instead of ones.</param>
    /// <param name="unconnected_gradients">"none": null for what does not depend; "zero": zeros.</param>
    public Tensor gradient(Tensor target, Tensor source, List<Tensor>? output_gradients = null, string? unconnected_gradients = null) =>
        Compute([target], [source], output_gradients, unconnected_gradients)[0]!;

    public Tensor gradient(Tensor target, ResourceVariable source, List<Tensor>? output_gradients = null, string? unconnected_gradients = null) =>
        Compute([target], [source.Handle], output_gradients, unconnected_gradients)[0]!;

    public (Tensor, Tensor) gradient(Tensor target, (ResourceVariable, ResourceVariable) sources, List<Tensor>? output_gradients = null, string? unconnected_gradients = null)
    {
        Tensor?[] g = Compute([target], [sources.Item1.Handle, sources.Item2.Handle], output_gradients, unconnected_gradients);
        return (g[0]!, g[1]!);
    }

    /// <summary>The gradients of all sources, in order; null members for those that target does not depend on.</summary>
    public Tensor[] gradient(Tensor target, IEnumerable<IVariableV1> sources, List<Tensor>? output_gradients = null, string? unconnected_gradients = null) =>
        Compute([target], sources.Select(v => v.Handle).ToArray(), output_gradients, unconnected_gradients)!;

    public Tensor[] gradient(Tensor target, IEnumerable<Tensor> sources, List<Tensor>? output_gradients = null, string? unconnected_gradients = null) =>
        Compute([target], sources.ToArray(), output_gradients, unconnected_gradients)!;

    /// <summary>The gradients of the sum of several targets.</summary>
    public Tensor[] gradient(IEnumerable<Tensor> targets, IEnumerable<IVariableV1> sources, List<Tensor>? output_gradients = null, string? unconnected_gradients = null) =>
        Compute(targets.ToArray(), sources.Select(v => v.Handle).ToArray(), output_gradients, unconnected_gradients)!;

    /// <summary>Ends recording; gradients can be taken afterwards.</summary>
    public void stop_recording()
    {
        if (!_recording)
            throw new ValueError("stop_recording: the tape is not recording");
        _tape.Stop();
        _recording = false;
    }

    public void Dispose()
    {
        if (_recording)
            _tape.Stop();
        _recording = false;
        if (!_persistent && _used)
            _tape.Clear();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends recording and lets go of everything: the step is over, perhaps half-way by an exception.</summary>
    internal void Abandon()
    {
        Dispose();
        _tape.Clear();
    }

    private Tensor?[] Compute(Tensor[] targets, Tensor[] sources, List<Tensor>? outputGradients, string? unconnected)
    {
        if (unconnected is not (null or "none" or "zero"))
            throw new ValueError($"gradient: argument unconnected_gradients: expected 'none' or 'zero'; received '{unconnected}'");
        if (_used && !_persistent)
            throw new RuntimeError("A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)");
        CheckSeeds(targets, outputGradients);
        foreach (Tensor t in targets)
            if (!t.dtype.is_floating())
                throw new ValueError($"gradient: argument target: expected a floating dtype; received {t.dtype.as_numpy_name()} of shape {t.shape}");
        if (_recording && !_persistent)
            stop_recording();
        _used = true;
        Tensor?[] result = _tape.Gradient(targets, outputGradients, Array.ConvertAll(sources, s => s.Key), _persistent);
        if (unconnected == "zero")
            for (int i = 0; i < result.Length; i++)
                result[i] ??= Creation.ZerosLike(sources[i]);
        return result;
    }

    private static void CheckSeeds(Tensor[] targets, List<Tensor>? seeds)
    {
        if (seeds is null)
            return;
        if (seeds.Count != targets.Length)
            throw new ValueError($"gradient: argument output_gradients: expected {targets.Length} tensors, one for each target; received {seeds.Count}");
        for (int i = 0; i < seeds.Count; i++)
            if (seeds[i].shape != targets[i].shape || seeds[i].dtype != targets[i].dtype)
                throw new ValueError(
                    $"gradient: argument output_gradients[{i}]: expected shape {targets[i].shape} {targets[i].dtype.as_numpy_name()}, as the target; "
                    + $"received {seeds[i].shape} {seeds[i].dtype.as_numpy_name()}");
    }
}
