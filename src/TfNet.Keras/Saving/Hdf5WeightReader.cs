using Tensorflow.Keras.Engine;
using TfNet.Formats.Hdf5;
using TfNet.LibTorch;

namespace Tensorflow.Keras.Saving;

/// <summary>How a file's weights find the model's.</summary>
internal enum WeightPairing
{
    /// <summary>Layers with weights pair in order; names do not matter.</summary>
    Topology,

    /// <summary>Top-level layers pair by name; inside them weights pair in order.</summary>
    LayerName,

    /// <summary>Top-level layers and weights pair by name.</summary>
    Path,
}

/// <summary>
/// Loads Keras 2 weight files by Keras' rules. Everything is read and checked before the first weight changes: a failed
/// load leaves the model as it was (Keras changes the weights before the wrong one).
/// </summary>
internal sealed class Hdf5WeightReader
{
    private readonly WeightFile _file;
    private readonly Model _model;
    private readonly bool _skipMismatch;
    private readonly KernelRules _rules;
    private readonly List<(ResourceVariable Variable, Hdf5Dataset Data, int[]? Order)> _assignments = [];
    private readonly List<LayerWeight> _loaded = [], _missing = [], _unexpected = [];
    private readonly List<WeightMismatch> _mismatched = [];

    private Hdf5WeightReader(WeightFile file, Model model, bool skipMismatch)
    {
        _file = file;
        _model = model;
        _skipMismatch = skipMismatch;
        _rules = new KernelRules(model, file.Version);
    }

    /// <summary>The report tells all of it only for <see cref="WeightPairing.LayerName"/>; the other ways load everything or fail.</summary>
    internal static WeightReport Load(Model model, string path, WeightPairing pairing, bool skipMismatch = false)
    {
        if (skipMismatch && pairing != WeightPairing.LayerName)
            throw new ValueError("When calling model.load_weights, skip_mismatch can only be set to True when by_name is True.");
        if (!model.Built)
            throw new ValueError(
                "Unable to load weights saved in HDF5 format into a subclassed Model which has not created its variables yet. "
                + "Call the Model first, then load the weights.");
        using WeightFile file = WeightFile.Open(path);
        var reader = new Hdf5WeightReader(file, model, skipMismatch);
        switch (pairing)
        {
            case WeightPairing.Topology:
                reader.ByTopology();
                reader.OwnByTopology();
                break;
            case WeightPairing.LayerName:
                reader.ByName();
                reader.OwnByName();
                break;
            default:
                reader.ByPath();
                break;
        }
        reader.Assign();
        return new WeightReport(reader._loaded, reader._missing, reader._unexpected, reader._mismatched);
    }

    private void ByTopology()
    {
        List<(Layer Layer, List<ResourceVariable> Weights)> layers = WithWeights();
        List<WeightFile.SavedLayer> saved = [.. _file.Layers().Where(l => l.WeightNames.Length > 0)];
        if (saved.Count != layers.Count)
            throw new ValueError($"Layer count mismatch when loading weights from file. Model expected {layers.Count} layers, found {saved.Count} saved layers.");
        for (int k = 0; k < layers.Count; k++)
            if (saved[k].WeightNames.Length != layers[k].Weights.Count)
                throw new ValueError(
                    $"Weight count mismatch for layer #{k} (named {layers[k].Layer.Name} in the current model, {saved[k].Name} in the save file). "
                    + Counts(layers[k].Weights, saved[k]));
        for (int k = 0; k < layers.Count; k++)
        {
            (Layer layer, List<ResourceVariable> weights) = layers[k];
            bool otherOrder = NoteOrder(layer, weights, saved[k]);
            for (int i = 0; i < weights.Count; i++)
                Pair(weights[i], saved[k], i, CannotAssign(layer, weights[i], saved[k], i, otherOrder));
        }
    }

    private void OwnByTopology()
    {
        if (!_file.TryTopLevel(out WeightFile.SavedLayer? saved))
            return;
        List<ResourceVariable> own = WeightNames.OwnedBy(_model);
        if (saved.WeightNames.Length != own.Count)
            throw new ValueError("Weight count mismatch for top-level weights when loading weights from file. " + TopCounts(own, saved));
        for (int i = 0; i < own.Count; i++)
            Pair(own[i], saved, i, CannotAssign(_model, own[i], saved, i, false));
    }

    private void ByName()
    {
        ILookup<string, Layer> named = _model.Layers.Cast<Layer>().ToLookup(l => l.Name);
        foreach (WeightFile.SavedLayer saved in _file.Layers())
        {
            // A listed group that does not exist is an error, also where no layer asks for it.
            string[] names = saved.WeightNames;
            if (!named.Contains(saved.Name))
                _unexpected.AddRange(names.Select(n => new LayerWeight(saved.Name, n)));
            foreach (Layer layer in named[saved.Name])
                ByName(layer, saved);
        }
        HashSet<string> there = [.. _file.Layers().Select(l => l.Name)];
        foreach ((Layer layer, List<ResourceVariable> weights) in WithWeights().Where(l => !there.Contains(l.Layer.Name)))
            _missing.AddRange(WeightNames.Of(layer, weights).Select(n => new LayerWeight(layer.Name, n)));
    }

    private void ByName(Layer layer, WeightFile.SavedLayer saved)
    {
        List<ResourceVariable> weights = WeightNames.InFileOrder(layer);
        int k = saved.Index;
        if (weights.Count != saved.WeightNames.Length)
        {
            if (!_skipMismatch)
                throw new ValueError($"Weight count mismatch for layer #{k} (named {layer.Name}). {Counts(weights, saved)}");
            Warnings.Warn($"Skipping loading of weights for layer #{k} (named {layer.Name}) due to mismatch in number of weights. {Counts(weights, saved)}");
            _mismatched.Add(new WeightMismatch(layer.Name, null, Counts(weights, saved)));
            return;
        }
        bool otherOrder = NoteOrder(layer, weights, saved);
        for (int i = 0; i < weights.Count; i++)
        {
            string name = weights[i].Name;
            Pair(weights[i], saved, i, Skippable(
                weights[i],
                layer.Name,
                $"Shape mismatch in layer #{k} (named {layer.Name}) for weight {name}.",
                $"Skipping loading weights for layer #{k} (named {layer.Name}) due to mismatch in shape for weight {name}.",
                otherOrder ? ByPathAdvice : ""));
        }
    }

    private void OwnByName()
    {
        if (!_file.TryTopLevel(out WeightFile.SavedLayer? saved))
            return;
        List<ResourceVariable> own = WeightNames.OwnedBy(_model);
        if (saved.WeightNames.Length != own.Count)
        {
            if (!_skipMismatch)
                throw new ValueError("Weight count mismatch for top-level weights of model. " + TopCounts(own, saved));
            Warnings.Warn("Skipping loading top-level weights for model due to mismatch in number of weights. " + TopCounts(own, saved));
            _mismatched.Add(new WeightMismatch(saved.Name, null, TopCounts(own, saved)));
            return;
        }
        for (int i = 0; i < own.Count; i++)
            Pair(own[i], saved, i, Skippable(
                own[i],
                saved.Name,
                $"Shape mismatch in model for top-level weight {own[i].Name}.",
                $"Skipping loading top-level weight for model due to mismatch in shape for weight {own[i].Name}.",
                ""));
    }

    private void ByPath()
    {
        Dictionary<string, WeightFile.SavedLayer> saved = [];
        foreach (WeightFile.SavedLayer l in _file.Layers().Where(l => l.WeightNames.Length > 0))
            if (!saved.TryAdd(l.Name, l))
                throw new ValueError($"load_weights_by_path: the file lists layer '{l.Name}' twice");
        foreach ((Layer layer, List<ResourceVariable> weights) in WithWeights())
        {
            if (!saved.Remove(layer.Name, out WeightFile.SavedLayer? group))
                throw new ValueError($"load_weights_by_path: the file has no weights for layer '{layer.Name}'");
            ByPath(layer, weights, WeightNames.Of(layer, weights), group);
        }
        if (saved.Count > 0)
            throw new ValueError($"load_weights_by_path: the model has no layer '{saved.Keys.First()}', which the file has weights for");
        List<ResourceVariable> own = WeightNames.OwnedBy(_model);
        if (_file.TryTopLevel(out WeightFile.SavedLayer? top))
            ByPath(_model, own, [.. own.Select(v => v.Name)], top);
    }

    private void ByPath(Layer layer, List<ResourceVariable> weights, string[] names, WeightFile.SavedLayer saved)
    {
        for (int i = 0; i < weights.Count; i++)
        {
            int found = Array.IndexOf(saved.WeightNames, names[i]);
            if (found < 0)
                throw new ValueError($"load_weights_by_path: layer '{layer.Name}': the file has no weight '{names[i]}'; it has {string.Join(", ", saved.WeightNames.Select(n => $"'{n}'"))}");
            Pair(weights[i], saved, found, CannotAssign(layer, weights[i], saved, found, false));
        }
        if (saved.WeightNames.Except(names).FirstOrDefault() is { } left)
            throw new ValueError($"load_weights_by_path: layer '{layer.Name}': the model has no weight '{left}', which the file has");
    }

    private const string ByPathAdvice =
        " The file has this layer's weights in another order: other layers were frozen when it was saved. load_weights_by_path pairs them by name.";

    /// <summary>
    /// Positions decide, as in Keras. Where the file has the same names in another order, that puts values into the wrong
    /// weights or ends in a shape error; this says why.
    /// </summary>
    private static bool NoteOrder(Layer layer, List<ResourceVariable> weights, WeightFile.SavedLayer saved)
    {
        string[] names = WeightNames.Of(layer, weights);
        if (saved.WeightNames.SequenceEqual(names) || !names.ToHashSet().SetEquals(saved.WeightNames))
            return false;
        Warnings.Warn($"Layer {layer.Name}: weights are paired by position, as Keras does." + ByPathAdvice);
        return true;
    }

    private List<(Layer Layer, List<ResourceVariable> Weights)> WithWeights() =>
        [.. _model.Layers.Cast<Layer>().Select(l => (l, WeightNames.InFileOrder(l))).Where(p => p.Item2.Count > 0)];

    private static string Counts(List<ResourceVariable> weights, WeightFile.SavedLayer saved) =>
        $"Layer expects {weights.Count} weight(s). Received {saved.WeightNames.Length} saved weight(s)";

    private static string TopCounts(List<ResourceVariable> own, WeightFile.SavedLayer saved) =>
        $"Model expects {own.Count} top-level weight(s). Received {saved.WeightNames.Length} saved top-level weight(s)";

    private static Action<Shape> CannotAssign(Layer layer, ResourceVariable v, WeightFile.SavedLayer saved, int i, bool otherOrder) =>
        received => throw new ValueError(
            $"Cannot assign value to variable ' {v.Name}': Shape mismatch.The variable shape {v.shape}, and the assigned value shape {received} are incompatible."
            + $" (layer '{layer.Name}'; in the file: layer '{saved.Name}', weight '{saved.WeightNames[i]}')" + (otherOrder ? ByPathAdvice : ""));

    private Action<Shape> Skippable(ResourceVariable v, string layer, string error, string warning, string advice) => received =>
    {
        string shapes = $" Weight expects shape {v.shape}. Received saved weight with shape {received}";
        if (!_skipMismatch)
            throw new ValueError(error + shapes + (advice.Length > 0 ? "." + advice : ""));
        Warnings.Warn(warning + shapes);
        _mismatched.Add(new WeightMismatch(layer, v.Name, shapes.Trim()));
    };

    private void Pair(ResourceVariable variable, WeightFile.SavedLayer saved, int i, Action<Shape> mismatch)
    {
        Hdf5Dataset data = saved.Dataset(i);
        var stored = new Shape([.. data.Shape]);
        (int[] Order, Shape Shape)? turn = _rules.Turn(variable, stored);
        Shape received = turn?.Shape ?? stored;
        if (received != variable.shape)
        {
            mismatch(received);
            return;
        }
        _ = Hdf5Types.ToTensor(data.Type, data.Path);
        _assignments.Add((variable, data, turn?.Order));
        _loaded.Add(new LayerWeight(saved.Name, saved.WeightNames[i]));
    }

    private void Assign()
    {
        var values = new List<Tensor>();
        using var scope = new Scope("load_weights");
        using IDisposable cpu = Binding.tf.device("/CPU:0");
        foreach ((ResourceVariable variable, Hdf5Dataset data, int[]? order) in _assignments)
        {
            var raw = new Tensor(data.ReadBytes(), new Shape([.. data.Shape]), Hdf5Types.ToTensor(data.Type, data.Path));
            Tensor value = order is null ? raw : ShapeOps.Transpose(raw, order);
            // A 1-D kernel of Keras 1 has an extent of 1 too many.
            value = value.ndim == variable.shape.ndim ? value : ShapeOps.Reshape(value, variable.shape);
            values.Add(MathOps.Cast(value, variable.dtype));
        }
        for (int i = 0; i < values.Count; i++)
            _assignments[i].Variable.assign(values[i], read_value: false);
    }
}
