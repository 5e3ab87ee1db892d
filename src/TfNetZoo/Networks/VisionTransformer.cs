using Tensorflow;
using Tensorflow.Common.Types;
using Tensorflow.Keras;
using Tensorflow.Keras.ArgsDefinition;
using Tensorflow.Keras.Engine;
using Tensorflow.Operations.Initializers;
using static Tensorflow.KerasApi;

namespace TfNetZoo.Networks;

/// <summary>
/// Vision Transformer: Dosovitskiy et al., "An image is worth 16x16 words", 2020. Patches become tokens, a class token
/// joins them, encoder blocks of attention and MLP follow; the class token's final value gives the logits.
/// </summary>
public sealed class VisionTransformer : Model
{
    private readonly ILayer patch_embed;
    private readonly ILayer cls_token_pos_embed;
    private readonly ILayer pos_drop;
    private readonly List<ILayer> blocks;
    private readonly ILayer norm;
    private readonly ILayer pre_logits;
    private readonly ILayer head;

    /// <param name="img_size">Height and width of the input.</param>
    /// <param name="patch_size">Height and width of a patch.</param>
    /// <param name="embed_dim">Width of the tokens.</param>
    /// <param name="depth">Number of blocks.</param>
    /// <param name="num_heads">Of the attention.</param>
    /// <param name="qkv_bias">Whether queries, keys and values have biases.</param>
    /// <param name="qk_scale">Of the scores; null: 1 / sqrt(head width).</param>
    /// <param name="drop_ratio">Dropout behind the embedding, the projections and in the MLPs.</param>
    /// <param name="attn_drop_ratio">Dropout of the attention.</param>
    /// <param name="drop_path_ratio">Of the last block; it rises linearly from 0.</param>
    /// <param name="representation_size">Width of a tanh layer before the head; null: none.</param>
    /// <param name="num_classes">Number of outputs.</param>
    /// <param name="name">Of the model.</param>
    /// <param name="backbone">Makes the patch embedding; null: a convolution of the patch's size.</param>
    public VisionTransformer(
        int img_size = 224,
        int patch_size = 16,
        int embed_dim = 768,
        int depth = 12,
        int num_heads = 12,
        bool qkv_bias = true,
        double? qk_scale = null,
        double drop_ratio = 0,
        double attn_drop_ratio = 0,
        double drop_path_ratio = 0,
        int? representation_size = null,
        int num_classes = 1000,
        string name = "ViT-B/16",
        Func<ILayer>? backbone = null)
        : base(new ModelArgs { Name = name })
    {
        patch_embed = backbone is null ? new PatchEmbed(img_size, patch_size, embed_dim) : backbone();
        int patches = img_size / patch_size * (img_size / patch_size);
        cls_token_pos_embed = new ConcatClassTokenAddPosEmbed(embed_dim, patches, "cls_pos");
        pos_drop = keras.layers.Dropout(drop_ratio);
        blocks = [];
        for (int i = 0; i < depth; i++)
            blocks.Add(new Block(embed_dim, num_heads, qkv_bias, qk_scale, drop_ratio, attn_drop_ratio,
                depth > 1 ? drop_path_ratio * i / (depth - 1) : 0, $"encoderblock_{i}"));
        norm = keras.layers.LayerNormalization(epsilon: 1e-6, name: "encoder_norm");
        pre_logits = representation_size is { } width
            ? keras.layers.Dense(width, activation: "tanh", name: "pre_logits")
            : keras.layers.Activation("linear");
        head = keras.layers.Dense(num_classes, name: "head", kernel_initializer: "zeros");
    }

    protected override Tensors Call(Tensors inputs, Tensors? state = null, bool? training = null, IOptionalArgs? optional_args = null)
    {
        Tensors x = pos_drop.Apply(cls_token_pos_embed.Apply(patch_embed.Apply(inputs)));
        foreach (ILayer block in blocks)
            x = block.Apply(x);
        x = norm.Apply(x);
        Tensor cls = x.Single[Slice.All, Slice.Index(0)];
        return head.Apply(pre_logits.Apply(cls));
    }
}

/// <summary>The factories of the notes and the registry's entries.</summary>
public static class ViT
{
    private const string Paper = "Dosovitskiy et al. 2020";

    internal static IEnumerable<NetworkInfo> Registered =>
    [
        Entry("vit_b16", 86_567_656, o => vit_base_patch16_224_in21k(o.Classes, false)),
        Entry("vit_b32", 88_224_232, o => vit_base_patch32_224_in21k(o.Classes, false)),
        Entry("vit_l16", 304_326_632, o => vit_large_patch16_224_in21k(o.Classes, false)),
        Entry("vit_l32", 306_535_400, o => vit_large_patch32_224_in21k(o.Classes, false)),
        Entry("vit_h14", 632_045_800, o => vit_huge_patch14_224_in21k(o.Classes, false)),
        Entry("vit_b16_in21k", 103_186_515, o => vit_base_patch16_224_in21k(o.Classes)) with { Classes = 21843 },
        Entry("vit_b32_in21k", 104_843_091, o => vit_base_patch32_224_in21k(o.Classes)) with { Classes = 21843 },
        Entry("vit_l16_in21k", 326_740_307, o => vit_large_patch16_224_in21k(o.Classes)) with { Classes = 21843 },
        Entry("vit_l32_in21k", 328_949_075, o => vit_large_patch32_224_in21k(o.Classes)) with { Classes = 21843 },
        Entry("vit_h14_in21k", 660_385_363, o => vit_huge_patch14_224_in21k(o.Classes)) with { Classes = 21843 },
        Entry("vit_tiny", 96_773, o => vit_tiny(o.Classes)) with { Size = 32, Classes = 5, MinimumSize = 32 },
        Entry("r50_vit_b16", 98_659_112, o => r50_vit_b16(o.Classes)) with { Rows = "H12" },
    ];

    private static NetworkInfo Entry(string name, long count, Func<NetworkOptions, VisionTransformer> create) =>
        new(name, "VisionTransformer", 224, Preprocessing.Half, count, count, Paper, "H10", o =>
        {
            VisionTransformer model = create(o);
            model.build(new Shape(-1, o.Height, o.Width, o.Channels));
            return model;
        })
        {
            Probabilities = false,
            AnySize = false,
        };

    public static VisionTransformer vit_base_patch16_224_in21k(int num_classes = 21843, bool has_logits = true) =>
        Make(16, 768, 12, 12, num_classes, has_logits, "ViT-B_16");

    public static VisionTransformer vit_base_patch32_224_in21k(int num_classes = 21843, bool has_logits = true) =>
        Make(32, 768, 12, 12, num_classes, has_logits, "ViT-B_32");

    public static VisionTransformer vit_large_patch16_224_in21k(int num_classes = 21843, bool has_logits = true) =>
        Make(16, 1024, 24, 16, num_classes, has_logits, "ViT-L_16");

    public static VisionTransformer vit_large_patch32_224_in21k(int num_classes = 21843, bool has_logits = true) =>
        Make(32, 1024, 24, 16, num_classes, has_logits, "ViT-L_32");

    public static VisionTransformer vit_huge_patch14_224_in21k(int num_classes = 21843, bool has_logits = true) =>
        Make(14, 1280, 32, 16, num_classes, has_logits, "ViT-H_14");

    /// <summary>A small one for 32x32 images: 16 patches, three blocks of width 48.</summary>
    public static VisionTransformer vit_tiny(int num_classes = 5) => new(
        img_size: 32, patch_size: 8, embed_dim: 48, depth: 3, num_heads: 4, drop_ratio: 0.1, attn_drop_ratio: 0.1,
        drop_path_ratio: 0.1, representation_size: 32, num_classes: num_classes, name: "vit_tiny");

    /// <summary>The hybrid: a ResNet-50 with group norm and standardised weights makes the 14x14 tokens.</summary>
    public static VisionTransformer r50_vit_b16(int num_classes = 1000) =>
        new(num_classes: num_classes, name: "R50_ViT-B_16", backbone: () => new HybridEmbed(224, 768));

    private static VisionTransformer Make(int patch, int width, int depth, int heads, int classes, bool hasLogits, string name) => new(
        patch_size: patch, embed_dim: width, depth: depth, num_heads: heads, representation_size: hasLogits ? width : null,
        num_classes: classes, name: name);
}
