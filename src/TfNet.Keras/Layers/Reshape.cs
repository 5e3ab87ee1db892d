using Tensorflow.Common.Types;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;

namespace Tensorflow.Keras.Layers;

/// <summary>Each sample gets a shape; one extent may be -1 (https://keras.io/api/layers/reshaping_layers/reshape/).</summary>
public sealed class Reshape(Shape target_shape, LayerArgs? args = null) : Layer(args)
{
    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        return ShapeOps.Reshape(x, new Shape(x.shape[0]).concatenate(Resolve(x.shape[1..])));
    }

    private Shape Resolve(Shape sample)
    {
        int unknown = Array.IndexOf(target_shape.dims, -1L);
        long known = target_shape.Where(d => d >= 0).Aggregate(1L, (a, b) => a * b);
        if (!sample.IsFullyDefined)
            return target_shape;
        if (unknown < 0 ? known != sample.size : known == 0 || sample.size % known != 0)
            throw new ValueError($"total size of new array must be unchanged, input_shape = {sample}, output_shape = {target_shape}");
        return unknown < 0 ? target_shape : target_shape.With(unknown, sample.size / known);
    }

    public override IDictionary<string, object?> get_config() =>
        LayerOptions.Extend(base.get_config(), new() { ["target_shape"] = target_shape.dims });

    internal static Reshape FromConfig(LayerConfig c) =>
        new(c.Shape("target_shape") ?? throw c.Wrong("target_shape", "a list of numbers", "null"), c.Args());
}

public sealed partial class LayersApi
{
    public ILayer Reshape(Shape target_shape) => new Reshape(target_shape);

    public ILayer Reshape(object[] target_shape) =>
        new Reshape(new Shape(Array.ConvertAll(target_shape, d => Convert.ToInt64(d, System.Globalization.CultureInfo.InvariantCulture))));

    public ILayer Reshape(Shape target_shape, string? name, Shape? input_shape = null) =>
        new Reshape(target_shape, LayerOptions.Of(name, inputShape: input_shape));
}
