using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Keras.Saving;
using Tensorflow.Operations.Initializers;
using static Tensorflow.Binding;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// The hybrid's patch embedding: a ResNet of standardised convolutions and group norm with stages of 3, 4 and 9 bottlenecks
/// (the fourth stage's blocks moved into the third), then a 1x1 convolution to the tokens' width. Stride 16 in all.
/// </summary>
public sealed class HybridEmbed : Layer
{
    private static readonly (int Width, int Units, int Stride)[] s_stages = [(256, 3, 1), (512, 4, 2), (1024, 9, 2)];

    private readonly int img_size;
    private readonly ILayer root;
    private readonly ILayer root_norm;
    private readonly ILayer relu;
    private readonly ILayer pool;
    private readonly List<ILayer> units = [];
    private readonly ILayer proj;

    public HybridEmbed(int img_size, int embed_dim)
        : base(new LayerArgs { Name = "patch_embed" })
    {
        this.img_size = img_size;
        root = new StdConv2D(64, 7, 2, "conv_root");
        root_norm = keras.layers.GroupNormalization(32, epsilon: 1e-5, name: "gn_root");
        relu = keras.layers.ReLU();
        pool = keras.layers.MaxPooling2D(pool_size: 3, strides: 2, padding: "same");
        int stage = 1;
        foreach ((int width, int count, int stride) in s_stages)
        {
            for (int i = 0; i < count; i++)
                units.Add(new HybridBottleneck(width, i == 0 ? stride : 1, project: i == 0, $"block{stage}/unit{i + 1}"));
            stage++;
        }
        proj = keras.layers.Conv2D(embed_dim, 1, 1, "same", activation: (Activation?)null,
            kernel_initializer: new LecunNormal(), bias_initializer: new Zeros(), name: "embedding");
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        PatchEmbed.CheckSize(inputs.shape, img_size);
        Tensors x = pool.Apply(relu.Apply(root_norm.Apply(root.Apply(inputs))));
        foreach (ILayer unit in units)
            x = unit.Apply(x);
        return PatchEmbed.Tokens(proj.Apply(x));
    }
}

/// <summary>A bottleneck of standardised convolutions and group norm; the inner width is a quarter of the outer.</summary>
public sealed class HybridBottleneck : Layer
{
    private readonly ILayer conv1;
    private readonly ILayer gn1;
    private readonly ILayer conv2;
    private readonly ILayer gn2;
    private readonly ILayer conv3;
    private readonly ILayer gn3;
    private readonly ILayer? conv_proj;
    private readonly ILayer? gn_proj;
    private readonly ILayer relu;

    public HybridBottleneck(int width, int stride, bool project, string? name = null)
        : base(new LayerArgs { Name = name })
    {
        conv1 = new StdConv2D(width / 4, 1, 1, "conv1");
        gn1 = Norm("gn1");
        conv2 = new StdConv2D(width / 4, 3, stride, "conv2");
        gn2 = Norm("gn2");
        conv3 = new StdConv2D(width, 1, 1, "conv3");
        gn3 = Norm("gn3");
        if (project)
        {
            conv_proj = new StdConv2D(width, 1, stride, "conv_proj");
            gn_proj = Norm("gn_proj");
        }
        relu = keras.layers.ReLU();

        static ILayer Norm(string name) => keras.layers.GroupNormalization(32, epsilon: 1e-5, name: name);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors shortcut = conv_proj is null ? inputs : gn_proj!.Apply(conv_proj.Apply(inputs));
        Tensors x = relu.Apply(gn1.Apply(conv1.Apply(inputs)));
        x = relu.Apply(gn2.Apply(conv2.Apply(x)));
        x = gn3.Apply(conv3.Apply(x));
        return relu.Apply(shortcut.Single + x.Single);
    }
}

/// <summary>
/// A convolution ("same", no bias) with standardised weights: each filter w becomes (w - mean) / sqrt(var + 1e-8)
/// (Qiao et al. 2019).
/// </summary>
public sealed class StdConv2D : Layer
{
    private readonly int filters;
    private readonly int kernel_size;
    private readonly int stride;
    private IVariableV1? kernel;

    public StdConv2D(int filters, int kernel_size, int stride = 1, string? name = null)
        : base(new LayerArgs { Name = name })
    {
        this.filters = filters;
        this.kernel_size = kernel_size;
        this.stride = stride;
    }

    public override void build(KerasShapesWrapper input_shape)
    {
        kernel = add_weight("kernel", (kernel_size, kernel_size, (int)input_shape.ToSingleShape()[-1], filters),
            initializer: new GlorotUniform());
        base.build(input_shape);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        (Tensor mean, Tensor variance) = tf.nn.moments(kernel!.AsTensor(), new Axis([0, 1, 2]), keep_dims: true);
        Tensor w = (kernel.AsTensor() - mean) / tf.sqrt(variance + 1e-8);
        return tf.nn.conv2d(inputs.Single, tf.cast(w, inputs.dtype), [stride, stride], "SAME");
    }
}
