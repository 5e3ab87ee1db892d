using System.Text.Json;
using Tensorflow;

namespace TfNet.Tests.Ops;

internal static partial class GoldenOps
{
    private static void RegisterImages()
    {
        Register("image.resize", c => tf.image.resize(
            c[0], c.Ints("size"), c.Text("method"), c.Has("preserve_aspect_ratio") && c.Bool("preserve_aspect_ratio"),
                c.Bool("antialias")));
        Register("image.resize_with_pad", c => tf.image.resize_with_pad(c[0], c.Int("target_height"), c.Int("target_width")));
        Register("image.resize_with_crop_or_pad", c => tf.image.resize_with_crop_or_pad(c[0], c.Int("target_height"),
            c.Int("target_width")));
        Register("image.central_crop", c => ImageOps.CentralCrop(c[0], c.Double("central_fraction")));
        Register("image.crop_and_resize", c =>
        {
            float[] boxes = [.. c.Arg("boxes").EnumerateArray().SelectMany(b => b.EnumerateArray()).Select(e => e.GetSingle())];
            return tf.image.crop_and_resize(c[0], new Tensor(boxes, (boxes.Length / 4, 4)), new Tensor(c.Ints("box_indices")),
                c.Ints("crop_size"));
        });
        Register("image.extract_patches", c => tf.image.extract_patches(c[0], c.Ints("sizes"), c.Ints("strides"), c.Ints("rates"),
            c.Text("padding")));
        Register("space_to_depth", c => tf.space_to_depth(c[0], c.Int("block_size")));
        Register("depth_to_space", c => tf.depth_to_space(c[0], c.Int("block_size")));
        Register("space_to_batch", c => tf.space_to_batch(c[0], c.Ints("block_shape"), Table(c, "paddings")));
        Register("batch_to_space", c => tf.batch_to_space(c[0], c.Ints("block_shape"), Table(c, "crops")));
        Register("image.flip_left_right", c => tf.image.flip_left_right(c[0]));
        Register("image.flip_up_down", c => tf.image.flip_up_down(c[0]));
        Register("image.rot90", c => tf.image.rot90(c[0], c.Int("k")));
        Register("image.adjust_contrast", c => tf.image.adjust_contrast(c[0], (float)c.Double("contrast_factor")));
        Register("image.adjust_brightness", c => tf.image.adjust_brightness(c[0], (float)c.Double("delta")));
        Register("image.per_image_standardization", c => tf.image.per_image_standardization(c[0]));
        Register("image.rgb_to_grayscale", c => tf.image.rgb_to_grayscale(c[0]));
        Register("image.convert_image_dtype", c => tf.image.convert_image_dtype(c[0], c.Text("dtype").as_tf_dtype(),
            c.Has("saturate") && c.Bool("saturate")));
    }

    private static int[,] Table(GoldenCall c, string key)
    {
        JsonElement[] rows = [.. c.Arg(key).EnumerateArray()];
        var table = new int[rows.Length, 2];
        for (int i = 0; i < rows.Length; i++)
            (table[i, 0], table[i, 1]) = (rows[i][0].GetInt32(), rows[i][1].GetInt32());
        return table;
    }
}
