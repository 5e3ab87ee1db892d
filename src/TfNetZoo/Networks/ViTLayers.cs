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

/// <summary>Patches to tokens by a convolution of the patch's size and stride: [N, H, W, 3] -> [N, patches, width].</summary>
public sealed class PatchEmbed : Layer
{
    private readonly int img_size;
    private readonly ILayer proj;

    public PatchEmbed(int img_size = 224, int patch_size = 16, int embed_dim = 768)
        : base(new LayerArgs { Name = "patch_embed" })
    {
        this.img_size = img_size;
        proj = keras.layers.Conv2D(embed_dim, patch_size, patch_size, "same", activation: (Activation?)null,
            kernel_initializer: new LecunNormal(), bias_initializer: new Zeros());
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        CheckSize(inputs.shape, img_size);
        return Tokens(proj.Apply(inputs));
    }

    internal static void CheckSize(Shape shape, int size)
    {
        if (shape[1] != size || shape[2] != size)
            throw new ValueError($"Input image size ({shape[1]}*{shape[2]}) doesn't match model ({size}*{size}).");
    }

    internal static Tensor Tokens(Tensors map)
    {
        Shape s = map.shape;
        return tf.reshape(map.Single, new Shape(s[0], s[1] * s[2], s[3]));
    }
}

/// <summary>Puts the class token in front and adds the position embedding: [N, P, D] -> [N, P + 1, D].</summary>
public sealed class ConcatClassTokenAddPosEmbed : Layer
{
    private readonly int embed_dim;
    private readonly int num_patches;
    private IVariableV1? cls;
    private IVariableV1? pos_embed;

    public ConcatClassTokenAddPosEmbed(int embed_dim = 768, int num_patches = 196, string? name = null)
        : base(new LayerArgs { Name = name })
    {
        this.embed_dim = embed_dim;
        this.num_patches = num_patches;
    }

    public override void build(KerasShapesWrapper input_shape)
    {
        cls = add_weight("cls", (1, 1, embed_dim), initializer: new Zeros());
        pos_embed = add_weight("pos_embed", (1, num_patches + 1, embed_dim), initializer: new RandomNormal(0, 0.02f));
        base.build(input_shape);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single;
        Tensor token = tf.cast(cls!.AsTensor(), x.dtype);
        // Zeros of the batch's extent carry the token to every sample, also while only shapes are known.
        Tensor tokens = tf.zeros_like(x[Slice.All, new Slice(0, 1)]) + token;
        return tf.concat([tokens, x], axis: 1) + tf.cast(pos_embed!.AsTensor(), x.dtype);
    }
}

/// <summary>Multi-head self-attention with one projection for queries, keys and values.</summary>
public sealed class Attention : Layer
{
    private readonly int num_heads;
    private readonly double scale;
    private readonly double attn_drop_ratio;
    private readonly ILayer qkv;
    private readonly ILayer attn_drop;
    private readonly ILayer proj;
    private readonly ILayer proj_drop;

    public Attention(
        int dim, int num_heads = 8, bool qkv_bias = false, double? qk_scale = null, double attn_drop_ratio = 0,
        double proj_drop_ratio = 0, string? name = null)
        : base(new LayerArgs { Name = name })
    {
        if (dim % num_heads != 0)
            throw new ValueError($"Attention '{Name}': argument num_heads: expected a divisor of {dim}; received {num_heads}");
        this.num_heads = num_heads;
        this.attn_drop_ratio = attn_drop_ratio;
        scale = qk_scale ?? 1 / Math.Sqrt(dim / num_heads);
        qkv = keras.layers.Dense(3 * dim, use_bias: qkv_bias, name: "qkv");
        attn_drop = keras.layers.Dropout(attn_drop_ratio);
        proj = keras.layers.Dense(dim, name: "out");
        proj_drop = keras.layers.Dropout(proj_drop_ratio);
    }

    /// <summary>The number of heads.</summary>
    public int Heads => num_heads;

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Shape s = inputs.shape;
        Tensor[] parts = tf.split(qkv.Apply(inputs).Single, 3, -1);
        (Tensor q, Tensor k, Tensor v) = (Split(parts[0]), Split(parts[1]), Split(parts[2]));
        Tensor x;
        if (attn_drop_ratio > 0 && training == true)
        {
            Tensor attention = tf.nn.softmax(tf.matmul(q, k, transpose_b: true) * scale);
            x = tf.matmul(attn_drop.Apply(attention).Single, v);
        }
        else
        {
            x = tf.nn.scaled_dot_product_attention(q, k, v, scale: scale);
        }
        x = tf.reshape(tf.transpose(x, new Axis([0, 2, 1, 3])), s);
        return proj_drop.Apply(proj.Apply(x));

        Tensor Split(Tensor t) => tf.transpose(tf.reshape(t, new Shape(s[0], s[1], num_heads, s[2] / num_heads)), new Axis([0, 2, 1, 3]));
    }
}

/// <summary>Two dense layers with an exact gelu between them.</summary>
public sealed class MLP : Layer
{
    private readonly ILayer fc1;
    private readonly ILayer act;
    private readonly ILayer fc2;
    private readonly ILayer drop;

    public MLP(int in_features, double mlp_ratio = 4, double drop = 0, string? name = null)
        : base(new LayerArgs { Name = name })
    {
        fc1 = Layer((int)(in_features * mlp_ratio), "Dense_0");
        act = keras.layers.Activation("gelu");
        fc2 = Layer(in_features, "Dense_1");
        this.drop = keras.layers.Dropout(drop);

        static ILayer Layer(int units, string name) => keras.layers.Dense(
            units, (Activation?)null, use_bias: true, kernel_initializer: new GlorotUniform(),
            bias_initializer: new RandomNormal(0, 1e-6f), name: name);
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors x = drop.Apply(act.Apply(fc1.Apply(inputs)));
        return drop.Apply(fc2.Apply(x));
    }
}

/// <summary>Attention and MLP, each behind a layer norm and beside a shortcut; whole samples of a branch may be dropped.</summary>
public sealed class Block : Layer
{
    private readonly ILayer norm1;
    private readonly ILayer attn;
    private readonly ILayer drop_path;
    private readonly ILayer norm2;
    private readonly ILayer mlp;

    public Block(
        int dim,
        int num_heads = 8,
        bool qkv_bias = false,
        double? qk_scale = null,
        double drop_ratio = 0,
        double attn_drop_ratio = 0,
        double drop_path_ratio = 0,
        string? name = null)
        : base(new LayerArgs { Name = name })
    {
        norm1 = keras.layers.LayerNormalization(epsilon: 1e-6, name: "LayerNorm_0");
        attn = new Attention(dim, num_heads, qkv_bias, qk_scale, attn_drop_ratio, drop_ratio, "MultiHeadAttention");
        drop_path = drop_path_ratio > 0 ? keras.layers.Dropout(drop_path_ratio, noise_shape: (-1, 1, 1))
            : keras.layers.Activation("linear");
        norm2 = keras.layers.LayerNormalization(epsilon: 1e-6, name: "LayerNorm_1");
        mlp = new MLP(dim, drop: drop_ratio, name: "MlpBlock");
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensor x = inputs.Single + drop_path.Apply(attn.Apply(norm1.Apply(inputs))).Single;
        return x + drop_path.Apply(mlp.Apply(norm2.Apply(x))).Single;
    }
}
