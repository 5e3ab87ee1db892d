using Tensorflow;
using Tensorflow.Keras;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Layers;
using Tensorflow.Keras.Saving;

namespace TfNetZoo.Pretrained;

/// <summary>A tensor of a PyTorch state dictionary.</summary>
/// <param name="Name">Module path and parameter, e.g. "layer1.0.conv1.weight".</param>
/// <param name="Shape">In PyTorch's layout.</param>
/// <param name="Values">Row-major.</param>
public sealed record TorchTensor(string Name, long[] Shape, float[] Values);

/// <summary>
/// PyTorch weights into a model of this library. Layouts: convolution OIHW -> HWIO, depthwise (C, 1, h, w) -> (h, w, C, 1),
/// linear (out, in) -> (in, out), and for the first linear layer behind a flattened map the inputs from C, H, W order to
/// H, W, C.
/// </summary>
public static class TorchWeights
{
    private static readonly Dictionary<string, string[]> s_parameters = new()
    {
        ["weight"] = ["kernel", "depthwise_kernel", "gamma"],
        ["bias"] = ["bias", "beta"],
        ["running_mean"] = ["moving_mean"],
        ["running_var"] = ["moving_variance"],
    };

    /// <summary>
    /// Sets a model's weights. Everything is checked before anything changes. "num_batches_tracked" is left out.
    /// </summary>
    /// <param name="model">A built model; its weights are named by <see cref="WeightPaths"/>.</param>
    /// <param name="tensors">The state dictionary.</param>
    /// <param name="rename">
    /// From a PyTorch name to a module path with parameter ("a/b.weight") or a variable's path ("a/b/kernel"); null leaves the
    /// tensor out. Default: the name itself.
    /// </param>
    /// <param name="strict">True: every tensor must find a weight and every weight a tensor.</param>
    /// <param name="flattened">The map (H, W, C) in front of dense layers that flatten it inside a layer of the user's, by the layer's path.</param>
    /// <exception cref="ValueError">A name without a weight, a shape that does not fit, a weight left over.</exception>
    public static void Load(
        Model model, IEnumerable<TorchTensor> tensors, Func<string, string?>? rename = null, bool strict = true,
        IReadOnlyDictionary<string, Shape>? flattened = null)
    {
        IReadOnlyDictionary<string, IVariableV1> weights = WeightPaths.Of(model);
        Dictionary<string, Shape> maps = FlattenedMaps(model);
        foreach ((string layer, Shape map) in flattened ?? new Dictionary<string, Shape>())
            maps[layer] = map;
        var values = new Dictionary<IVariableV1, float[]>();
        foreach (TorchTensor tensor in tensors)
        {
            if (tensor.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
                continue;
            string? target = rename is null ? tensor.Name : rename(tensor.Name);
            if (target is null)
                continue;
            if (Find(weights, target) is not { } found)
            {
                if (strict)
                    throw new ValueError(
                        $"torch weights: '{tensor.Name}': expected a weight for '{target}' in model '{model.Name}'; it has none");
                continue;
            }
            values[found.Variable] = Convert(tensor, found.Variable, maps.GetValueOrDefault(found.Path[..found.Path.LastIndexOf('/')]));
        }
        if (strict && weights.FirstOrDefault(w => !values.ContainsKey(w.Value)) is { Key: { } missing })
            throw new ValueError($"torch weights: expected a tensor for every weight; '{missing}' received none");
        foreach ((IVariableV1 variable, float[] array) in values)
            variable.assign(new Tensor(array, variable.shape), read_value: false);
    }

    private static (string Path, IVariableV1 Variable)? Find(IReadOnlyDictionary<string, IVariableV1> weights, string target)
    {
        if (weights.TryGetValue(target, out IVariableV1? variable))
            return (target, variable);
        int dot = target.LastIndexOf('.');
        if (dot < 0 || !s_parameters.TryGetValue(target[(dot + 1)..], out string[]? candidates))
            return null;
        foreach (string candidate in candidates)
            if (weights.TryGetValue($"{target[..dot]}/{candidate}", out variable))
                return ($"{target[..dot]}/{candidate}", variable);
        return null;
    }

    private static float[] Convert(TorchTensor tensor, IVariableV1 variable, Shape? map)
    {
        long[] want = variable.shape.dims;
        string leaf = variable.Name[(variable.Name.LastIndexOf('/') + 1)..variable.Name.LastIndexOf(':')];
        int[] order = (leaf, want.Length) switch
        {
            ("kernel", 4) => [2, 3, 1, 0],
            ("depthwise_kernel", 4) => [2, 3, 0, 1],
            ("kernel", 2) => [1, 0],
            _ => [.. Enumerable.Range(0, want.Length)],
        };
        if (tensor.Shape.Length != order.Length || !order.Select(a => tensor.Shape[a]).SequenceEqual(want)
            || tensor.Values.LongLength != variable.shape.size)
            throw new ValueError(
                $"torch weights: '{tensor.Name}': expected the shape of '{variable.Name}', {variable.shape} in Keras' layout; "
                + $"received [{string.Join(", ", tensor.Shape)}]");
        if (leaf == "kernel" && want.Length == 2 && map is not null)
            return Transpose(tensor.Values, [want[1], map[2], map[0], map[1]], [2, 3, 1, 0]);
        return Transpose(tensor.Values, tensor.Shape, order);
    }

    private static float[] Transpose(float[] values, long[] shape, int[] order)
    {
        var strides = new long[shape.Length];
        for (long i = shape.Length - 1, s = 1; i >= 0; s *= shape[i--])
            strides[i] = s;
        var result = new float[values.Length];
        var index = new long[shape.Length];
        long source = 0;
        for (long k = 0; k < result.LongLength; k++)
        {
            result[k] = values[source];
            for (int a = order.Length - 1; a >= 0; a--)
            {
                source += strides[order[a]];
                if (++index[a] < shape[order[a]])
                    break;
                source -= strides[order[a]] * index[a];
                index[a] = 0;
            }
        }
        return result;
    }

    /// <summary>The (H, W, C) of the map that each dense layer behind a Flatten sees, by the layer's name.</summary>
    private static Dictionary<string, Shape> FlattenedMaps(Model model)
    {
        var maps = new Dictionary<string, Shape>();
        foreach (Layer layer in model.Layers.Cast<Layer>())
        {
            if (layer is Model inner)
                foreach ((string name, Shape shape) in FlattenedMaps(inner))
                    maps[name] = shape;
            if (layer is Flatten && layer.InboundNodes.Count > 0
                && layer.InboundNodes[0].input_tensors.shape is { ndim: 4 } map && map[1] * map[2] > 1)
                foreach (string name in DenseBehind(layer))
                    maps[name] = map[1..];
        }
        return maps;
    }

    private static IEnumerable<string> DenseBehind(ILayer layer)
    {
        foreach (INode node in ((Layer)layer).OutboundNodes)
            foreach (string name in node.Layer is Dense dense ? [dense.Name] : DenseBehind(node.Layer))
                yield return name;
    }

    /// <summary>torchvision's Vision Transformer names, for <see cref="Networks.VisionTransformer"/>.</summary>
    public static string? VisionTransformerNames(string name)
    {
        string path = name
            .Replace("encoder.pos_embedding", "cls_pos/pos_embed", StringComparison.Ordinal)
            .Replace("class_token", "cls_pos/cls", StringComparison.Ordinal)
            .Replace("conv_proj", "patch_embed/conv2d", StringComparison.Ordinal)
            .Replace("encoder.layers.encoder_layer_", "encoderblock_", StringComparison.Ordinal)
            .Replace(".ln_1.", "/LayerNorm_0.", StringComparison.Ordinal)
            .Replace(".ln_2.", "/LayerNorm_1.", StringComparison.Ordinal)
            .Replace(".self_attention.in_proj_weight", "/MultiHeadAttention/qkv/kernel", StringComparison.Ordinal)
            .Replace(".self_attention.in_proj_bias", "/MultiHeadAttention/qkv/bias", StringComparison.Ordinal)
            .Replace(".self_attention.out_proj.", "/MultiHeadAttention/out.", StringComparison.Ordinal)
            .Replace(".mlp.0.", "/MlpBlock/Dense_0.", StringComparison.Ordinal)
            .Replace(".mlp.3.", "/MlpBlock/Dense_1.", StringComparison.Ordinal)
            .Replace("encoder.ln.", "encoder_norm.", StringComparison.Ordinal)
            .Replace("heads.head.", "head.", StringComparison.Ordinal);
        return path;
    }

    /// <summary>torchvision's AlexNet names, for <see cref="Networks.AlexNet.AlexNet_pytorch"/>.</summary>
    public static string? AlexNetNames(string name)
    {
        string[] conv = ["features.0.", "features.3.", "features.6.", "features.8.", "features.10."];
        string[] dense = ["classifier.1.", "classifier.4.", "classifier.6."];
        string parameter = name[(name.LastIndexOf('.') + 1)..];
        int i = Array.FindIndex(conv, p => name.StartsWith(p, StringComparison.Ordinal));
        if (i >= 0)
            return $"conv2d{(i == 0 ? "" : $"_{i}")}.{parameter}";
        i = Array.FindIndex(dense, p => name.StartsWith(p, StringComparison.Ordinal));
        return i < 0 ? null : $"dense{(i == 0 ? "" : $"_{i}")}.{parameter}";
    }

    /// <summary>What <see cref="Load"/> needs to know of <see cref="Networks.GoogLeNets.InceptionV1"/>'s side heads.</summary>
    public static IReadOnlyDictionary<string, Shape> InceptionV1Maps { get; } =
        new Dictionary<string, Shape> { ["aux1/fc1"] = (4, 4, 128), ["aux2/fc1"] = (4, 4, 128) };

    /// <summary>torchvision's GoogLeNet names, for <see cref="Networks.GoogLeNets.InceptionV1"/>.</summary>
    /// <param name="name">In the state dictionary.</param>
    /// <param name="top">With the layers of the 1000 classes: fc, and fc2 of the side heads.</param>
    public static string? InceptionV1Names(string name, bool top = false)
    {
        if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal)
            || !top && (name.StartsWith("fc.", StringComparison.Ordinal) || name.Contains(".fc2.", StringComparison.Ordinal)))
            return null;
        int dot = name.LastIndexOf('.');
        return dot < 0 ? null : name[..dot].Replace('.', '/') + name[dot..];
    }
}
